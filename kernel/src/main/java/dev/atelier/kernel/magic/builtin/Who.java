package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.Declared;
import dev.atelier.kernel.magic.MagicContext;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(description = "List the names that the notebook declared; %%whos tells more.")
final class Who implements Callable<List<String>> {
    static final String NOTHING = "The notebook has declared nothing.\n";

    private final MagicContext context;

    Who(MagicContext context) {
        this.context = context;
    }

    @Override
    public List<String> call() {
        List<String> names = context.requireNotebook().declared().stream()
                .map(Declared::name)
                .distinct()
                .toList();
        context.print(names.isEmpty() ? NOTHING : String.join("  ", names) + "\n");
        return names;
    }
}
