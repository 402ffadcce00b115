package dev.atelier.kernel.magic.builtin;

import dev.atelier.kernel.magic.MagicContext;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(description = "List the magics; %%NAME --help tells more about one.")
final class ListMagics implements Callable<List<String>> {
    private final MagicContext context;
    private final Workbench workbench;

    ListMagics(MagicContext context, Workbench workbench) {
        this.context = context;
        this.workbench = workbench;
    }

    @Override
    public List<String> call() {
        workbench.magics().forEach((name, line) -> context.print(String.format("%%%-12s %s%n", name, line)));
        context.print(String.format("%n%%NAME words… in a line, %%%%NAME words… over a cell, var x = %%NAME words…%n"));
        return List.copyOf(workbench.magics().keySet());
    }
}
