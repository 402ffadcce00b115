package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.MagicContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(description = "List the magics; %%NAME --help tells more about one.")
final class ListMagics implements Callable<List<String>> {
    private final MagicContext context;

    ListMagics(MagicContext context) {
        this.context = context;
    }

    @Override
    public List<String> call() {
        Map<String, String> magics = context.requireNotebook().magics();
        TextTable table = new TextTable("magic", "what it does");
        magics.forEach((name, line) -> table.add("%" + name, line));
        context.show(table.rendering());
        context.print(
                "%NAME words… in a line, %%NAME words… over a cell, var x = %NAME words…; %NAME --help tells more.\n");
        return List.copyOf(magics.keySet());
    }
}
