package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.provider.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the share to attached hosts: {@code rclone serve sftp} on this computer's loopback, which reverse forwards lead to.
 * It wants a password that stays the same over restarts, so that the hosts' mounts go on. SFTP, because it keeps the times
 * of files, which WebDAV does not. One process for all hosts; it ends with the gateway, however that ends.
 */
final class ShareServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ShareServer.class.getName());
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:([0-9]+)");
    private static final long PATIENCE_SECONDS = 20;
    /** Its input ends with the gateway, and then it ends rclone. */
    private static final String GUARD = "\"$@\" </dev/null & child=$!; cat >/dev/null; kill \"$child\"";

    private final Path share;
    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Running> running = Optional.empty();

    /** @param folder 0700, of the server's alone */
    ShareServer(Path share, Path folder) {
        this.share = share;
        this.folder = folder;
    }

    private record Running(Process process, int port) {}

    /** Who may come in. */
    record Access(String user, String password) {}

    Access access() throws IOException {
        lock.lock();
        try {
            Path file = PrivateFiles.folder(folder).resolve("access.json");
            if (!Files.exists(file)) {
                PrivateFiles.write(file, Json.write(new Access("atelier", Secrets.draw())));
            }
            return Json.read(Files.readString(file), Access.class);
        } finally {
            lock.unlock();
        }
    }

    /** The password as rclone's configuration files have it. */
    String obscured(Access access) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("rclone", "obscure", "-").start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(access.password().getBytes(StandardCharsets.UTF_8));
        }
        String obscured = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0 || obscured.isEmpty()) {
            throw noRclone().asException();
        }
        return obscured;
    }

    private static Problem noRclone() {
        return Problem.of(
                501,
                "no-rclone",
                "rclone could not serve the share to hosts.",
                "Look at it on the gateway's computer with: rclone version");
    }

    /** The port of this computer's loopback at which it listens; started where it does not. */
    int port() throws IOException, InterruptedException {
        Access access = access();
        lock.lockInterruptibly();
        try {
            if (running.filter(r -> r.process().isAlive()).isEmpty()) {
                running = Optional.of(start(access));
            }
            return running.orElseThrow().port();
        } finally {
            lock.unlock();
        }
    }

    private Running start(Access access) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        GUARD,
                        "share",
                        "rclone",
                        "serve",
                        "sftp",
                        share.toString(),
                        "--addr",
                        "127.0.0.1:0",
                        "--config",
                        "",
                        "--authorized-keys", // the operator's would open it too
                        "/dev/null",
                        "--cache-dir",
                        folder.toString(),
                        "--dir-cache-time",
                        "1s",
                        "--vfs-cache-mode",
                        "off"))
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RCLONE_") || name.startsWith("ATELIER_"));
        builder.environment().put("RCLONE_USER", access.user());
        builder.environment().put("RCLONE_PASS", access.password());
        Process process = builder.start();
        BlockingQueue<Integer> ports = new ArrayBlockingQueue<>(1);
        Thread.ofVirtual().name("share-server").start(() -> read(process.getInputStream(), ports));
        Integer port = ports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (port == null || port == 0) {
            end(process);
            throw noRclone().asException();
        }
        return new Running(process, port);
    }

    /** The end of its input is what the guard waits for; killed itself, it would leave rclone behind. */
    private static void end(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the guard of rclone had ended", e);
        }
    }

    /** To its end, so that it never waits for room; 0 stands for the end. */
    private static void read(InputStream in, BlockingQueue<Integer> ports) {
        try (BufferedReader lines = new BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String said = line;
                Matcher listening = LISTENING.matcher(said);
                if (listening.find()) {
                    ports.offer(Integer.parseInt(listening.group(1)));
                } else {
                    LOG.log(System.Logger.Level.DEBUG, () -> "rclone: " + said);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "rclone ended", e);
        }
        ports.offer(0);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            running.ifPresent(r -> end(r.process()));
            running = Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
