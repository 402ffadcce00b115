package dev.atelier.magics.compute;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute delete}. */
@Command(name = "delete", description = "Delete an instance with all that is not on the share.")
final class Delete implements Callable<Void> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @Option(names = "--yes", description = "Really do it.")
    private boolean yes;

    @Override
    public Void call() {
        compute.session()
                .requireYes(
                        yes,
                        "This deletes " + name + " with its environment and scratch folder; the share stays.",
                        "compute delete " + name);
        new InstanceWatch(compute.session(), name).follow("Deleting", client -> {
            client.delete(name);
            return name;
        });
        return null;
    }
}
