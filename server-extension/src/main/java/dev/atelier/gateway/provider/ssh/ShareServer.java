package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.provider.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves the share to one attached host: {@code rclone serve sftp} on this computer's loopback, which reverse forwards lead to.
 * It sees nothing but the share, so that no link in it leads a host out of it; see {@code share-server.sh}. It wants a password
 * and shows a key that stay the same over restarts, so that the host's mount goes on, and go with the place. SFTP, because it
 * keeps the times of files, which WebDAV does not. It ends with the gateway, however that ends.
 */
final class ShareServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ShareServer.class.getName());
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:([0-9]{1,5})$");
    private static final long PATIENCE_SECONDS = 20;
    private static final int MAX_WORDS = 200;
    private static final int LINE = 64;

    /** As whoever may make such namespaces at once, else in one of its own users, where the files' owner stays the same. */
    private static final String NAMESPACE = """
            for way in --mount '--user --map-root-user --mount'; do
                if unshare $way true 2>/dev/null; then exec unshare $way --propagation private sh -c "$@"; fi
            done
            exec unshare $way true
            """;

    private final Path share;
    private final Path folder;
    private final OwnerKeys keys;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Running> running = Optional.empty();
    private boolean closed;

    /** @param folder 0700, of this server's alone */
    ShareServer(Path share, Path folder) {
        this.share = share;
        this.folder = folder;
        this.keys = new OwnerKeys(folder.resolve("key"));
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

    /** The key that it shows to whoever comes. */
    PublicKey hostKey() throws IOException {
        return key().getPublic();
    }

    private KeyPair key() throws IOException {
        PrivateFiles.folder(folder);
        return keys.of("share");
    }

    /** The password as rclone's configuration files have it. */
    String obscured(Access access) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("rclone", "obscure", "-").start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(access.password().getBytes(StandardCharsets.UTF_8));
        }
        String obscured = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0 || obscured.isEmpty()) {
            throw notServed("rclone obscure failed").asException();
        }
        return obscured;
    }

    private static Problem notServed(String why) {
        return Problem.of(
                501,
                "share-not-served",
                "The gateway's computer can't serve the share to hosts so that they see nothing else (" + why + ").",
                "It needs rclone, unshare and mount there, and root or user namespaces (sysctl user.max_user_namespaces,"
                        + " on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0). Then restart the instance.");
    }

    /**
     * The port of this computer's loopback at which it listens; started where it does not.
     *
     * @throws ProblemException {@code share-not-served} (501)
     */
    int port() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (closed) { // a channel that came late
                throw notServed("the instance has been left").asException();
            }
            if (running.filter(r -> r.process().isAlive()).isEmpty()) {
                endRunning();
                running = Optional.of(start(access()));
            }
            return running.orElseThrow().port();
        } finally {
            lock.unlock();
        }
    }

    private Running start(Access access) throws IOException, InterruptedException {
        Path root = PrivateFiles.folder(folder.resolve("root"));
        Path key = folder.resolve("key.pem");
        PrivateFiles.write(key, pem(key()));
        List<String> words = new ArrayList<>(List.of("sh", "-c", NAMESPACE, "share-server", script(), "share-server"));
        words.addAll(List.of(root.toString(), share.toString(), key.toString()));
        words.addAll(List.of("--addr", "127.0.0.1:0", "--config", "", "--dir-cache-time", "1s"));
        words.addAll(List.of("--vfs-cache-mode", "off"));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("RCLONE_") || name.startsWith("ATELIER_"));
        builder.environment().put("RCLONE_USER", access.user());
        builder.environment().put("RCLONE_PASS", access.password());
        Process process = builder.start();
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread.ofVirtual().name("share-server").start(() -> read(process.getInputStream(), port));
        boolean ready = false;
        try {
            Running started = new Running(process, port.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            ready = true;
            return started;
        } catch (ExecutionException e) {
            throw new ProblemException(notServed(String.valueOf(e.getCause().getMessage())), e);
        } catch (TimeoutException e) {
            throw new ProblemException(notServed("it did not begin within " + PATIENCE_SECONDS + " s"), e);
        } finally {
            if (!ready) {
                end(process);
            }
        }
    }

    private static String script() throws IOException {
        try (InputStream in = ShareServer.class.getResourceAsStream("share-server.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** PKCS #8, which rclone reads. */
    private static String pem(KeyPair key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'})
                        .encodeToString(key.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** The end of its input is what the script waits for; killed itself, it would leave rclone behind. */
    private static void end(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the guard of rclone had ended", e);
        }
    }

    /** To its end, so that it never waits for room. */
    private static void read(InputStream in, CompletableFuture<Integer> port) {
        String last = "it ended without a word";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String said = line;
                last = said.isBlank() ? last : said;
                Matcher listening = LISTENING.matcher(said);
                if (listening.find()) {
                    port.complete(Integer.parseInt(listening.group(1)));
                } else {
                    LOG.log(Level.DEBUG, () -> "rclone: " + said);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "rclone ended", e);
        }
        port.completeExceptionally(new IOException(last.substring(0, Math.min(last.length(), MAX_WORDS))));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            endRunning();
        } finally {
            lock.unlock();
        }
    }

    private void endRunning() {
        running.ifPresent(r -> end(r.process()));
        running = Optional.empty();
    }
}
