package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute resize}. */
@Command(
        name = "resize",
        description = "Give a stopped instance another size from its next start on; what was installed in it stays.")
final class Resize implements Callable<Instance> {
    @ParentCommand
    private Compute compute;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            completionCandidates = Names.Instances.class,
            description = "The instance.")
    private String name;

    @Parameters(
            index = "1",
            paramLabel = "SIZE",
            completionCandidates = Names.Sizes.class,
            description = "See: compute sizes.")
    private String size;

    @Override
    public Instance call() {
        Instance instance = compute.session().ask(client -> client.resize(name, size));
        compute.session()
                .context()
                .print(instance.name() + " has the size " + instance.size() + " from its next start on: "
                        + compute.session().context().prompt() + "compute start " + instance.name() + "\n");
        return instance;
    }
}
