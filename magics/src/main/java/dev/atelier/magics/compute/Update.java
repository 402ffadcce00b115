package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.ScriptKind;
import dev.atelier.api.SetupScripts;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute update}. */
@Command(
        name = "update",
        description = "Change after which time without activity an instance is stopped, or its setup scripts.")
final class Update implements Callable<Instance> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @Option(names = "--idle", paramLabel = "TIME", description = "Like 30m or 2h, or: never.")
    private Optional<String> idle = Optional.empty();

    @Option(names = "--no-startup", description = "Nothing is run at its start any more.")
    private boolean noStartup;

    @Mixin
    private SetupOptions setup;

    @Override
    public Instance call() {
        Session session = compute.session();
        Optional<SetupScripts> scripts = setup.scripts(session.context());
        if (scripts.isEmpty() && idle.isEmpty() && !noStartup) {
            throw new MagicException("Say what to change: --idle 30m, --setup FILE, --startup FILE or --no-startup.");
        }
        scripts.ifPresent(this::give);
        if (noStartup) {
            session.tell(client -> client.removeSetupScript(name, ScriptKind.STARTUP));
            session.context().print(name + " has no startup script any more.\n");
        }
        return idle.map(this::stopAfter).orElseGet(() -> session.ask(client -> client.instance(name)));
    }

    private void give(SetupScripts scripts) {
        compute.session().ask(client -> client.setupScripts(name, scripts));
        scripts.byKind()
                .keySet()
                .forEach(kind -> compute.session()
                        .context()
                        .print(name + " runs its new " + kind + " script at the next start.\n"));
    }

    private Instance stopAfter(String time) {
        Instance instance = compute.session().ask(client -> client.idle(name, Spans.limit(time)));
        String words = IdleWords.of(instance, Instant.now(), ZoneId.systemDefault())
                .orElse("does not stop, however long it is idle");
        compute.session().context().print(instance.name() + " " + words + ".\n");
        return instance;
    }
}
