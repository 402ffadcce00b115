package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.display.Plain;
import dev.atelier.kernel.magic.Declared;
import dev.atelier.kernel.magic.MagicContext;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(description = "List what the notebook declared: variables with their types and values, methods, types.")
final class Whos implements Callable<List<Declared>> {
    private static final int LONGEST = 60;

    private final MagicContext context;

    Whos(MagicContext context) {
        this.context = context;
    }

    @Override
    public List<Declared> call() {
        List<Declared> all = context.requireNotebook().declared();
        if (all.isEmpty()) {
            context.print(Who.NOTHING);
            return all;
        }
        TextTable table = new TextTable("name", "type", "value");
        for (Declared one : all) {
            switch (one) {
                case Declared.Variable variable -> table.add(variable.name(), variable.type(), value(variable));
                case Declared.Method(var name, var parameters, var type) ->
                    table.add(name + "(" + parameters + ")", type, "");
                case Declared.Type(var name, var kind) -> table.add(name, kind, "");
            }
        }
        context.show(table.rendering());
        return all;
    }

    /** The border to the person's {@code toString}: a value that cannot be told costs its own cell of the table. */
    @SuppressWarnings("CatchThrowable")
    private static String value(Declared.Variable variable) {
        try {
            return brief(Plain.text(variable.value().orElse(null)));
        } catch (Throwable e) {
            return "(its text could not be had: " + e.getClass().getSimpleName() + ")";
        }
    }

    private static String brief(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
