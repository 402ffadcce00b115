package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute update}. */
@Command(name = "update", description = "Change after which time without activity an instance is stopped.")
final class Update implements Callable<Instance> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @Option(names = "--idle", required = true, paramLabel = "TIME", description = "Like 30m or 2h, or: never.")
    private String idle;

    @Override
    public Instance call() {
        Instance instance = compute.session().ask(client -> client.idle(name, Spans.limit(idle)));
        String words = IdleWords.of(instance, Instant.now(), ZoneId.systemDefault())
                .orElse("does not stop, however long it is idle");
        compute.session().context().print(instance.name() + " " + words + ".\n");
        return instance;
    }
}
