package dev.atelier.magics.cli;

import dev.atelier.api.TerminalLink;
import dev.atelier.api.client.Gateways;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import dev.atelier.magics.compute.Names;
import dev.atelier.magics.compute.NewTerminal;
import dev.atelier.magics.show.Link;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./atelier compute terminal}: the terminal itself where there is one here, else the link to it. */
@Command(
        name = "terminal",
        description =
                "Open a terminal on an instance, here; Ctrl-] leaves it. Without a terminal here, shows the link to it.")
final class AttachTerminal implements Callable<TerminalLink> {
    private final Session session;
    private final Terminal here;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    AttachTerminal(Session session, Terminal here) {
        this.session = session;
        this.here = here;
    }

    @Override
    public TerminalLink call() throws IOException, InterruptedException {
        Optional<Gateways.Address> gateway = here.isInteractive() ? session.address() : Optional.empty();
        TerminalLink terminal = NewTerminal.open(session, name);
        if (gateway.isEmpty()) {
            here.show(Link.of("Terminal " + terminal.name(), terminal.url()));
            return terminal;
        }
        here.print("The terminal " + terminal.name() + " of " + name + "; Ctrl-] leaves it.\n");
        switch (attached(gateway.orElseThrow(), terminal)) {
            case SHELL_ENDED -> here.print("\nThe shell has ended.\n");
            case LEFT -> here.print("\nThe terminal " + terminal.name() + " goes on: " + terminal.url() + "\n");
            case CUT_OFF ->
                throw new MagicException("The connection to the terminal was lost; it goes on: " + terminal.url());
        }
        return terminal;
    }

    private RemoteTerminal.End attached(Gateways.Address gateway, TerminalLink terminal)
            throws IOException, InterruptedException {
        try (RawMode raw = RawMode.begin()) {
            return RemoteTerminal.open(gateway, terminal.name(), here.out()).run(System.in, raw::size);
        }
    }
}
