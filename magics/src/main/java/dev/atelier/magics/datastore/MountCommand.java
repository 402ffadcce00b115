package dev.atelier.magics.datastore;

import dev.atelier.magics.Session;
import picocli.CommandLine.Command;

/** The verbs of {@code %mount}. */
@Command(
        name = "mount",
        description = "Datastores mounted in instances.",
        subcommands = {MountDatastore.class, ListMounts.class})
final class MountCommand {
    private final Session session;

    MountCommand(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }
}
