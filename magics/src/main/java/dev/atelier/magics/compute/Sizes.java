package dev.atelier.magics.compute;

import dev.atelier.api.Size;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code %compute sizes}. */
@Command(name = "sizes", description = "List the sizes that instances may have.")
final class Sizes implements Callable<List<Size>> {
    @ParentCommand
    private Compute compute;

    @Override
    public List<Size> call() {
        List<Size> sizes = compute.session().ask(AtelierClient::sizes);
        Table table = new Table("There are no sizes.", "SIZE", "PROVIDER", "CORES", "MEMORY", "GPUS", "");
        sizes.forEach(s -> table.add(
                Cell.of(s.name()),
                Cell.of(s.provider()),
                Cell.of(s.cpus()),
                Cell.of((s.memoryBytes() >> 30) + " GiB"),
                Cell.of(s.gpus()),
                Cell.of(s.description())));
        compute.session().context().show(table.rendering());
        return sizes;
    }
}
