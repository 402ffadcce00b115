package dev.atelier.magics.datastore;

import dev.atelier.api.Datastore;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code %datastore list}. */
@Command(name = "list", description = "List the datastores.")
final class ListDatastores implements Callable<List<Datastore>> {
    @ParentCommand
    private DatastoreCommand parent;

    @Override
    public List<Datastore> call() {
        List<Datastore> datastores = parent.session().ask(AtelierClient::datastores);
        Table table = new Table("There are no datastores.", "NAME", "TYPE", "LOCATION", "OWNER");
        datastores.forEach(
                d -> table.add(Cell.of(d.name()), Cell.of(d.type()), Cell.of(d.location()), Cell.of(d.owner())));
        parent.session().context().show(table.rendering());
        return datastores;
    }
}
