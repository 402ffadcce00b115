package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.client.AtelierClient;
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
        compute.session().context().show(InstanceTable.of(instances));
        return instances;
    }
}
