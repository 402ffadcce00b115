package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code %compute list}. */
@Command(name = "list", description = "List the instances.")
final class ListInstances implements Callable<List<Instance>> {
    @ParentCommand
    private Compute compute;

    @Override
    public List<Instance> call() {
        List<Instance> instances = compute.session().ask(AtelierClient::instances);
        Table table =
                new Table("There are no instances.", "NAME", "STATE", "SIZE", "PROVIDER", "KERNELS", "JOBS", "SINCE");
        for (Instance i : instances) {
            table.add(
                    Cell.of(i.name()),
                    Cell.of(i.state(), Tone.of(i.state())),
                    Cell.of(i.size()),
                    Cell.of(i.provider()),
                    Cell.of(i.kernels()),
                    Cell.of(i.jobs()),
                    Cell.of(Ages.since(i.since())));
        }
        compute.session().context().show(table.rendering());
        return instances;
    }
}
