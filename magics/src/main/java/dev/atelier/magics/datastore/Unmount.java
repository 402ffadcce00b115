package dev.atelier.magics.datastore;

import dev.atelier.magics.Session;
import dev.atelier.magics.compute.Names;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code %unmount}. */
@Command(name = "unmount", description = "Unmount a datastore.")
final class Unmount implements Callable<Void> {
    private final Session session;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Mounts.class, description = "The mount.")
    private String name;

    @Option(
            names = "--on",
            completionCandidates = Names.Instances.class,
            description = "The instance; this one if left out.")
    private String on;

    Unmount(Session session) {
        this.session = session;
    }

    @Override
    public Void call() {
        String instance = on == null ? session.here() : on;
        session.tell(client -> client.unmount(instance, name));
        session.context().print(name + " is unmounted from " + instance + ".\n");
        return null;
    }
}
