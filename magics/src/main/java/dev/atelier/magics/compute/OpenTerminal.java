package dev.atelier.magics.compute;

import dev.atelier.api.TerminalLink;
import dev.atelier.magics.show.Link;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute terminal}. */
@Command(name = "terminal", description = "Open a terminal on an instance; shows the link to it.")
final class OpenTerminal implements Callable<TerminalLink> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @Override
    public TerminalLink call() {
        TerminalLink terminal = NewTerminal.open(compute.session(), name);
        compute.session().context().show(Link.of("Terminal " + terminal.name(), terminal.url()));
        return terminal;
    }
}
