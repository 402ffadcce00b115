package dev.atelier.magics.datastore;

import dev.atelier.magics.compute.Names;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %datastore delete}. */
@Command(name = "delete", description = "Forget a datastore; its data stays where it is.")
final class DeleteDatastore implements Callable<Void> {
    @ParentCommand
    private DatastoreCommand parent;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Datastores.class, description = "The datastore.")
    private String name;

    @Option(names = "--yes", description = "Really do it.")
    private boolean yes;

    @Override
    public Void call() {
        parent.session()
                .requireYes(
                        yes,
                        "This forgets " + name + " and its credential; the data stays.",
                        "datastore delete " + name);
        parent.session().tell(client -> client.deleteDatastore(name));
        parent.session().context().print("The datastore " + name + " is forgotten.\n");
        return null;
    }
}
