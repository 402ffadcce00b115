package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.SshHost;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute attach}. */
@Command(name = "attach", description = "Make an instance of a host of your own, and wait until it runs.")
final class Attach implements Callable<Instance> {
    @ParentCommand
    private Compute compute;

    @Parameters(paramLabel = "NAME", description = "3 to 24 letters, digits or dashes, beginning with a letter.")
    private String name;

    @Option(
            names = "--ssh",
            required = true,
            paramLabel = "USER@HOST[:PORT]",
            description = "The account; it lets in the key that compute key shows.")
    private String ssh;

    @Option(
            names = "--accept",
            paramLabel = "SHA256:…",
            description = "The fingerprint of the host's key. Without it you are told the one that the host shows.")
    private String accept;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            description =
                    "End what runs there after so long without activity: 30m, 2h, or never. Without it as the gateway"
                            + " has it.")
    private Optional<String> idle = Optional.empty();

    @Mixin
    private SetupOptions setup;

    @Option(names = "--no-wait", description = "Come back at once.")
    private boolean noWait;

    @Override
    public Instance call() {
        SshHost account = SshHost.parse(ssh);
        SshHost host = accept == null ? account : account.accepting(accept);
        InstanceSpec spec = InstanceSpec.of(host)
                .withIdleMinutes(idle.map(Spans::ofNew))
                .withSetupScripts(setup.scripts(compute.session().context()));
        return new InstanceWatch(compute.session(), name, Scripts.patience(spec.setupScripts()))
                .change("Creating", noWait, client -> client.create(name, spec));
    }
}
