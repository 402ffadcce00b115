package dev.atelier.gateway.provider.local;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Problem;
import dev.atelier.gateway.provider.AllowedFolders;
import dev.atelier.gateway.provider.DatastoreMounts.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders of this computer as datastores of its instances: a link to them. */
final class FolderMounts {
    private final AllowedFolders folders;

    FolderMounts(AllowedFolders folders) {
        this.folders = folders;
    }

    void check(DatastoreSpec.Local local) throws IOException {
        folders.target(local);
    }

    void mount(DatastoreSpec.Local local, Path point, Access access) throws IOException {
        if (access == Access.READ_ONLY) {
            throw Problem.of(
                            400,
                            "read-only-unavailable",
                            "A folder can't be mounted read-only into an instance on this computer.",
                            "Mount it without --read-only, or take the write permission from the folder.")
                    .asException();
        }
        Path target = folders.target(local);
        if (Files.isSymbolicLink(point) && Files.readSymbolicLink(point).equals(target)) {
            return;
        }
        Files.deleteIfExists(point);
        Files.createSymbolicLink(point, target);
    }
}
