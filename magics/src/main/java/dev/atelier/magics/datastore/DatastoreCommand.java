package dev.atelier.magics.datastore;

import dev.atelier.magics.Session;
import picocli.CommandLine.Command;

/** The verbs of {@code %datastore}. */
@Command(
        name = "datastore",
        description = "Where data is, and with what it is opened.",
        subcommands = {CreateDatastore.class, ListDatastores.class, ShowDatastore.class, DeleteDatastore.class})
final class DatastoreCommand {
    private final Session session;

    DatastoreCommand(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }
}
