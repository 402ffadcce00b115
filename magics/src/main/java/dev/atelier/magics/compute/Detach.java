package dev.atelier.magics.compute;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute detach}. */
@Command(
        name = "detach",
        description = "End what runs on an attached host for us and remove our folder there, nothing else.")
final class Detach implements Callable<Void> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @Option(names = "--force", description = "Forget a host that can't be reached; what is ours there stays.")
    private boolean force;

    @Option(names = "--yes", description = "Really do it.")
    private boolean yes;

    @Override
    public Void call() {
        compute.session()
                .requireYes(
                        yes,
                        "This ends what runs on " + name + " and removes our folder from its host; the share stays.",
                        "compute detach " + name + (force ? " --force" : ""));
        Removal removal = new Removal(compute.session(), name, "detached", "compute detach " + name);
        if (force) {
            removal.force("What is left there, with what still runs in it");
        } else {
            removal.ask();
        }
        return null;
    }
}
