package dev.atelier.gateway;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.client.Gateways;
import dev.atelier.gateway.identity.Secrets;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** {@code ATELIER_HOME}: one gateway's at a time, by a lock that the operating system takes back when it dies. */
final class Home implements AutoCloseable {
    private final Path folder;
    private final FileChannel lockFile;
    private final FileLock lock;

    private Home(Path folder, FileChannel lockFile, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Takes the home, which is made if there is none. */
    static Home take(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        FileChannel file = FileChannel.open(
                folder.resolve("gateway.lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        FileLock lock = file.tryLock();
        if (lock == null) {
            file.close();
            String which = Gateways.running(folder)
                    .map(r -> " at " + r.url() + " (process " + r.pid() + ")")
                    .orElse("");
            throw Problem.of(
                            409,
                            "home-in-use",
                            "Another gateway runs on " + folder + which + ".",
                            "Stop it with: ./atelier down. Or choose another ATELIER_HOME.")
                    .asException();
        }
        return new Home(folder.toRealPath(), file, lock);
    }

    Path folder() {
        return folder;
    }

    /** The token of the person who runs the gateway; the same over restarts, so that open pages reconnect. */
    String token() throws IOException {
        Path file = folder.resolve("token");
        String known = Files.exists(file) ? Files.readString(file).strip() : "";
        // An empty token would let anybody in.
        if (!known.isEmpty()) {
            return known;
        }
        String token = Secrets.draw();
        writeAtomically(file, token + "\n");
        return token;
    }

    /** The port that the last gateway here listened on. */
    Optional<Integer> lastPort() throws IOException {
        Path file = folder.resolve("port");
        String text = Files.exists(file) ? Files.readString(file).strip() : "";
        return Optional.of(text)
                .filter(t -> t.matches("[0-9]{1,5}"))
                .map(Integer::valueOf)
                .filter(p -> p < 65536);
    }

    /** Lets others know that the gateway answers. */
    void announce(Gateways.Running running, int port) throws IOException {
        writeAtomically(folder.resolve("port"), port + "\n");
        writeAtomically(folder.resolve("gateway.json"), Json.write(running));
    }

    private void writeAtomically(Path file, String text) throws IOException {
        Path part = Files.createTempFile(folder, "write", ".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve("gateway.json"));
        lock.release();
        lockFile.close();
    }
}
