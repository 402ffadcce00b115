package dev.atelier.gateway.backup;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.provider.PrivateFiles;
import dev.atelier.gateway.store.Snapshots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a backup: a ZIP archive (0600, for secrets are in it), whole or not at all. */
public final class Backup {
    private static final String LEFT = "backup-of-";

    private final Path home;
    private final String version;

    /** @param version of this Atelier */
    public Backup(Path home, String version) {
        this.home = home;
        this.version = version;
    }

    /**
     * The store first: what the files say beside it may be newer, and is looked at again by whoever restores them.
     *
     * @return its size in bytes
     * @throws dev.atelier.api.ProblemException {@code nothing-to-back-up}, {@code backup-exists}
     */
    public long write(Path file) throws IOException {
        if (!Files.isRegularFile(home.resolve(StateFiles.STORE))) {
            throw Problem.of(
                            404,
                            "nothing-to-back-up",
                            "There is no state in " + home + " yet.",
                            "Start once with: ./atelier up. Or say with ATELIER_HOME where it is.")
                    .asException();
        }
        Path folder = file.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, "backup", ".part");
        sweep();
        Path copies =
                Files.createTempDirectory(home, LEFT + ProcessHandle.current().pid() + "-");
        Path copy = copies.resolve(StateFiles.STORE);
        try {
            Snapshots.take(home.resolve(StateFiles.STORE), copy);
            Snapshots.require(copy);
            try (ZipOutputStream archive = new ZipOutputStream(Files.newOutputStream(part))) {
                Manifest manifest = new Manifest(Manifest.FORMAT, version, Instant.now());
                archive.putNextEntry(new ZipEntry(Manifest.NAME));
                archive.write(Json.write(manifest).getBytes(StandardCharsets.UTF_8));
                archive.putNextEntry(new ZipEntry(StateFiles.STORE));
                Files.copy(copy, archive);
                for (String name : StateFiles.of(home)) {
                    add(archive, name);
                }
            }
            put(part, file);
            return Files.size(file);
        } catch (FileAlreadyExistsException e) {
            throw Problem.of(409, "backup-exists", "There is a file " + file + " already.", "Name another one.")
                    .asException();
        } finally {
            Files.deleteIfExists(part);
            Files.deleteIfExists(copy);
            Files.deleteIfExists(copies);
        }
    }

    /** What a backup left that was killed, for secrets are in it. */
    private void sweep() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(home, LEFT + "*")) {
            for (Path folder : left) {
                String pid =
                        folder.getFileName().toString().substring(LEFT.length()).replaceFirst("-.*", "");
                if (pid.matches("[0-9]{1,9}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    PrivateFiles.removeTree(folder);
                }
            }
        }
    }

    /** Never over a file that is there. */
    private static void put(Path part, Path file) throws IOException {
        try {
            Files.createLink(file, part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(part, file); // a disk that knows no links
        }
    }

    private void add(ZipOutputStream archive, String name) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(home.resolve(name));
        } catch (NoSuchFileException e) {
            return; // gone meanwhile, with its instance
        }
        archive.putNextEntry(new ZipEntry(name));
        archive.write(content);
    }
}
