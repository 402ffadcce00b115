package dev.atelier.gateway.provider;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Folders of this computer that may be datastores: only below those that the operator allowed, never the gateway's own. */
public final class AllowedFolders {
    private final Path home;
    private final List<Path> allowed;

    public AllowedFolders(Path home, List<Path> allowed) {
        this.home = home;
        this.allowed = allowed.stream().map(AllowedFolders::real).toList();
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "no-such-folder",
                            "The folder " + folder + " for datastores is not there.",
                            "Make it, or leave out --datastore-folder " + folder),
                    e);
        }
    }

    /** The real path of the folder that a datastore means. */
    public Path target(DatastoreSpec.Local local) throws IOException {
        Path path = existing(local);
        Path real = path.toRealPath();
        Path realHome = home.toRealPath();
        if (real.startsWith(realHome)
                || realHome.startsWith(real)
                || allowed.stream().noneMatch(real::startsWith)) {
            throw Problem.of(
                            403,
                            "folder-not-allowed",
                            "The operator has not allowed " + path + " for datastores (so far: " + allowed() + ").",
                            "Whoever runs the gateway allows it with datastore_folders in atelier.yml, or with: ./atelier down, then ./atelier up"
                                    + " --datastore-folder " + path)
                    .asException();
        }
        return real;
    }

    /** A relative path means a folder in one of those that the operator allowed. */
    private Path existing(DatastoreSpec.Local local) {
        try {
            Path path = Path.of(local.path());
            return Stream.concat(
                            Stream.of(path).filter(Path::isAbsolute),
                            allowed.stream().map(a -> a.resolve(path)))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow(() -> noFolder(local));
        } catch (InvalidPathException e) {
            throw new ProblemException(noFolder(local).problem(), e);
        }
    }

    private ProblemException noFolder(DatastoreSpec.Local local) {
        return Problem.of(
                        400,
                        "no-such-folder",
                        "“" + Names.shown(local.path()) + "” is no folder of this computer.",
                        "Give the path of a folder, absolute or relative to one that the operator allowed with"
                                + " --datastore-folder (so far: " + allowed() + ").")
                .asException();
    }

    private String allowed() {
        return allowed.isEmpty() ? "none" : allowed.stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
