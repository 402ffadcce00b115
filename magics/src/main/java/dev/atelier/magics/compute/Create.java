package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute create}. */
@Command(name = "create", description = "Create an instance and wait until it runs.")
final class Create implements Callable<Instance> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", description = "3 to 24 letters, digits or dashes, beginning with a letter.")
    private String name;

    @Option(names = "--size", completionCandidates = Names.Sizes.class, description = "See: compute sizes.")
    private String size;

    @Option(names = "--provider", description = "Who makes it: local is this computer, docker a container on it.")
    private String provider;

    @Option(names = "--image", description = "What a container is made from, with Python and ipykernel in it.")
    private String image;

    @Option(names = "--description", description = "A sentence for the list.")
    private String description;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            description =
                    "Stop it after so long without activity: 30m, 2h, or never. Without it as the gateway has it.")
    private Optional<String> idle = Optional.empty();

    @Mixin
    private SetupOptions setup;

    @Option(names = "--no-wait", description = "Come back at once.")
    private boolean noWait;

    @Override
    public Instance call() {
        InstanceSpec spec = new InstanceSpec(
                Optional.ofNullable(provider),
                Optional.ofNullable(size),
                Optional.ofNullable(image),
                Optional.ofNullable(description),
                Map.of(),
                Optional.empty(),
                idle.map(Spans::ofNew),
                Optional.empty(),
                setup.scripts(compute.session().context()));
        return new InstanceWatch(compute.session(), name, setup.patience())
                .change("Creating", noWait, client -> client.create(name, spec));
    }
}
