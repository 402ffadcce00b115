package dev.atelier.magics.datastore;

import dev.atelier.api.Mount;
import dev.atelier.api.MountSpec;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.magics.Session;
import dev.atelier.magics.compute.Names;
import dev.atelier.magics.show.Progress;
import dev.atelier.magics.show.Tone;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %mount datastore}. */
@Command(name = "datastore", description = "Mount a datastore in an instance.")
final class MountDatastore implements Callable<Mount> {
    @ParentCommand
    private MountCommand parent;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Datastores.class, description = "The datastore.")
    private String datastore;

    @Option(
            names = "--on",
            completionCandidates = Names.Instances.class,
            description = "The instance; this one if left out.")
    private String on;

    @Option(names = "--as", description = "The mount's name; the datastore's if left out.")
    private String as;

    @Option(names = "--read-only", description = "Nothing can be written through it.")
    private boolean readOnly;

    @Override
    public Mount call() {
        Session session = parent.session();
        String instance = on == null ? session.here() : on;
        Progress progress = new Progress(session.context(), datastore + " on " + instance, "Mounting");
        try {
            Mount mount = session.ask(
                    client -> client.mount(instance, as == null ? datastore : as, new MountSpec(datastore, readOnly)));
            progress.update(mount.state(), Tone.of(mount.state()), mount.path());
            return mount;
        } catch (MagicException e) {
            progress.update("Failed", Tone.BAD, "");
            throw e;
        }
    }
}
