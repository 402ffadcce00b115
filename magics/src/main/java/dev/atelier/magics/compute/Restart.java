package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute restart}. */
@Command(name = "restart", description = "Stop an instance and start it again.")
final class Restart implements Callable<Instance> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @Option(names = "--no-wait", description = "Come back at once.")
    private boolean noWait;

    @Override
    public Instance call() {
        return new InstanceWatch(compute.session(), name).change("Restarting", noWait, client -> client.restart(name));
    }
}
