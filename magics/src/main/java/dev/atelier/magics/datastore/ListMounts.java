package dev.atelier.magics.datastore;

import dev.atelier.api.Mount;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code %mount list}. */
@Command(name = "list", description = "List the mounts.")
final class ListMounts implements Callable<List<Mount>> {
    @ParentCommand
    private MountCommand parent;

    @Override
    public List<Mount> call() {
        List<Mount> mounts = parent.session().ask(AtelierClient::mounts);
        Table table = new Table("Nothing is mounted.", "NAME", "ON", "DATASTORE", "STATE", "PATH");
        mounts.forEach(m -> table.add(
                Cell.of(m.name()),
                Cell.of(m.compute()),
                Cell.of(m.datastore()),
                Cell.of(m.state() + m.reason().map(r -> ": " + r).orElse(""), Tone.of(m.state())),
                Cell.of(m.path())));
        parent.session().context().show(table.rendering());
        return mounts;
    }
}
