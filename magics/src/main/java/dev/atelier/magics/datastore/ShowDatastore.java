package dev.atelier.magics.datastore;

import dev.atelier.api.Datastore;
import dev.atelier.magics.compute.Names;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %datastore show}. */
@Command(name = "show", description = "Show a datastore.")
final class ShowDatastore implements Callable<Datastore> {
    @ParentCommand
    private DatastoreCommand parent;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Datastores.class, description = "The datastore.")
    private String name;

    @Override
    public Datastore call() {
        Datastore d = parent.session().ask(client -> client.datastore(name));
        Table table = new Table("", d.name(), "");
        table.add(Cell.of("type"), Cell.of(d.type()));
        table.add(Cell.of("location"), Cell.of(d.location()));
        table.add(Cell.of("owner"), Cell.of(d.owner()));
        table.add(Cell.of("created"), Cell.of(Ages.since(d.created()) + " ago"));
        parent.session().context().show(table.rendering());
        return d;
    }
}
