package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.KeepSpec;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute keepalive}. */
@Command(
        name = "keepalive",
        description = "Keep an instance running for a time, or while a process of it runs, though it is idle.")
final class Keepalive implements Callable<Instance> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @ArgGroup(multiplicity = "1")
    private Choice choice;

    /** One of the two. */
    private static final class Choice {
        @ArgGroup(exclusive = false)
        private Bounds bounds;

        @Option(names = "--off", description = "It may be stopped again.")
        private boolean off;

        Optional<KeepSpec> spec() {
            return off ? Optional.empty() : Optional.ofNullable(bounds).map(Bounds::spec);
        }
    }

    /** With both it is what ends first. */
    private static final class Bounds {
        @Option(names = "--for", paramLabel = "TIME", description = "Like 2h; 24h at most.")
        private Optional<String> time = Optional.empty();

        @Option(
                names = "--process",
                paramLabel = "NUMBER",
                description =
                        "While this process of the instance runs, 24h at most; ps -A in a terminal there lists them.")
        private Optional<Long> process = Optional.empty();

        KeepSpec spec() {
            return new KeepSpec(time.map(Spans::minutes), process);
        }
    }

    @Override
    public Instance call() {
        Optional<KeepSpec> spec = choice.spec();
        Instance instance = compute.session().ask(client -> client.keepalive(name, spec));
        // The gateway hears of the process from the instance, in a moment.
        spec.flatMap(KeepSpec::process)
                .ifPresent(process -> compute.session()
                        .context()
                        .print(instance.name() + " is kept while process " + process + " runs there.\n"));
        String words = IdleWords.of(instance, Instant.now(), ZoneId.systemDefault())
                .orElse("does not stop anyhow, however long it is idle");
        compute.session().context().print(instance.name() + " " + words + ".\n");
        return instance;
    }
}
