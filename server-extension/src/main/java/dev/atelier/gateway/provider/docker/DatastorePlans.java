package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.AllowedFolders;
import dev.atelier.gateway.provider.DatastoreMounts.Access;
import dev.atelier.gateway.provider.Rclone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How datastores are mounted by helper containers. */
final class DatastorePlans {
    private static final long REFUSED = 3;
    private static final long SILENT = 4;

    private final ToolboxVolume toolbox;
    private final AllowedFolders folders;

    DatastorePlans(ToolboxVolume toolbox, AllowedFolders folders) {
        this.toolbox = toolbox;
        this.folders = folders;
    }

    MountPlan of(String mount, DatastoreSpec datastore, Access access, DatastoreHelpers.Owner owner)
            throws IOException {
        return switch (datastore) {
            case DatastoreSpec.Local local -> folder(mount, local, access);
            case DatastoreSpec.ObjectStore store -> bucket(mount, store, access, owner);
        };
    }

    /** What the helper mounts from there is as writable as this is. */
    private MountPlan folder(String mount, DatastoreSpec.Local local, Access access) throws IOException {
        Bind source = new Bind(
                folders.target(local).toString(),
                new Volume("/source"),
                access == Access.READ_ONLY ? AccessMode.ro : AccessMode.rw);
        return new MountPlan(
                DatastoreHelpers.words(mount, List.of("folder")),
                List.of(source),
                Map.of(),
                (said, _) -> Problem.of(
                                502, "mount-failed", local.location() + " can't be mounted as " + mount + ": " + said)
                        .asException());
    }

    private MountPlan bucket(
            String mount, DatastoreSpec.ObjectStore store, Access access, DatastoreHelpers.Owner owner) {
        toolbox.requireRclone();
        String seconds = String.valueOf(Rclone.patience(store).toSeconds());
        List<String> words =
                new ArrayList<>(List.of("bucket", Rclone.probe(store), seconds, Rclone.bucket(store), "--allow-other"));
        words.addAll(owner.options());
        words.addAll(Rclone.mount(store, access));
        return new MountPlan(
                DatastoreHelpers.words(mount, words),
                List.of(),
                Map.of(DatastoreHelpers.RCLONE_FILE, Rclone.file(store)),
                (said, exit) -> failed(said, exit, store));
    }

    private static ProblemException failed(String said, long exit, DatastoreSpec.ObjectStore store) {
        if (exit == SILENT) {
            return Rclone.silent(store);
        }
        return exit == REFUSED ? Rclone.refused(store, said) : Rclone.failed(store, said);
    }
}
