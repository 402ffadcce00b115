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

    @Option(
            names = "--force",
            description = "Forget one that can't be reached; what is left of it is removed as soon as it can be.")
    private boolean force;

    @Option(names = "--yes", description = "Really do it.")
    private boolean yes;

    @Override
    public Void call() {
        compute.session()
                .requireYes(
                        yes,
                        "This deletes " + name + " with its environment and scratch folder; the share stays.",
                        "compute delete " + name + (force ? " --force" : ""));
        Removal removal = new Removal(compute.session(), name, "deleted", "compute delete " + name);
        if (force) {
            removal.force("What may be left");
        } else {
            removal.ask();
        }
        return null;
    }
}
