package dev.atelier.magics.compute;

import dev.atelier.api.ApplicationAddress;
import dev.atelier.magics.show.Link;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute open}. */
@Command(
        name = "open",
        description = "Link to what listens on a port of an instance: TensorBoard, code-server, a page.")
final class Open implements Callable<ApplicationAddress> {
    @ParentCommand
    private Compute compute;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            completionCandidates = Names.Instances.class,
            description = "The instance.")
    private String name;

    @Parameters(index = "1", paramLabel = "PORT", description = "The port on which it listens there.")
    private int port;

    @Override
    public ApplicationAddress call() {
        ApplicationAddress address = compute.session().ask(client -> client.application(name, port));
        compute.session().context().show(Link.of("Port " + address.port() + " of " + address.compute(), address.url()));
        return address;
    }
}
