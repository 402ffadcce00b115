package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceState;
import dev.atelier.kernel.magic.MagicException;
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
        if (force) {
            forget();
        } else {
            detach();
        }
        return null;
    }

    private void forget() {
        new InstanceWatch(compute.session(), name).follow("Deleting", client -> {
            compute.session()
                    .context()
                    .print("What is left there, with what still runs in it: " + client.forget(name) + "\n");
            return name;
        });
    }

    private void detach() {
        try {
            new InstanceWatch(compute.session(), name).follow("Deleting", client -> {
                client.delete(name);
                return name;
            });
        } catch (MagicException e) {
            if (compute.session().ask(client -> isAway(client.instance(name)))) {
                throw new MagicException(
                        e.getMessage() + " It is detached as soon as its host answers. To forget it now: "
                                + compute.session().context().prompt() + "compute detach " + name + " --force --yes",
                        e);
            }
            throw e;
        }
    }

    private static boolean isAway(Instance instance) {
        return instance.state() == InstanceState.UNKNOWN || instance.state() == InstanceState.UNUSABLE;
    }
}
