package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.SshHost;
import dev.atelier.gateway.provider.NamedEngine;
import dev.atelier.gateway.provider.PrivateFiles;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;

/**
 * The computer of an engine that the operator named, over one connection: a socket here that leads to the engine's, listeners
 * here that lead to ports of its loopback, and a port there that leads to the share. What the connection breaks off is there
 * again with the next one, at the same addresses. Any number of threads may use it.
 */
public final class EngineHost implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EngineHost.class.getName());
    /** Each instance there has several for its files. */
    private static final int MOST_SHARE_CONNECTIONS = 512;

    private static final Duration QUICK = Duration.ofSeconds(20);
    /** What the path of a Unix domain socket may have, with a margin. */
    private static final int LONGEST_PATH = 100;

    private static final String SOCKET = "engine.sock";

    private final NamedEngine engine;
    private final HostConnection connection;
    private final Path socketFolder;
    private final Path socketFile;
    private final SocketTunnel socket;
    private final ShareServer server;
    private final ShareForward forward;
    private final ReentrantLock forwarding = new ReentrantLock();
    private final List<String> where;
    private final Map<String, Tunnel> tunnels = new ConcurrentHashMap<>();
    private final Renewal renewal = new Renewal();
    private volatile Optional<String> lack = Optional.empty();
    private volatile boolean forwardRefused;
    private volatile Runnable moved = () -> {};

    /**
     * @param gateway the name of our folder in the account there
     * @param folder 0700, of this engine's alone: its key, what serves the share, the socket
     */
    public EngineHost(NamedEngine engine, String gateway, Path folder, Path share) throws IOException {
        this.engine = engine;
        PrivateFiles.folder(folder);
        // The operator has named it, so wherever it may be it may be dialled, this computer itself not excepted.
        Dialling dialling = new Dialling(() -> AllowedNetworks.of(List.of("0.0.0.0/0", "::/0")));
        this.connection = new HostConnection(
                Acceptance.ofEngine(engine.name()),
                engine.host(),
                new OwnerKeys(folder.resolve("key")).of(engine.name()),
                dialling);
        this.server = new ShareServer(share, folder.resolve("share-server"));
        this.where = List.of(gateway, "engine." + engine.name());
        this.forward = new ShareForward(server, where, folder.resolve("share-port"), MOST_SHARE_CONNECTIONS);
        connection.onArrival(this::arrived);
        boolean fits = folder.resolve(SOCKET).toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH;
        this.socketFolder = fits ? folder : Files.createTempDirectory("atelier-engine"); // 0700, too
        this.socketFile = socketFolder.resolve(SOCKET);
        this.socket = new SocketTunnel(connection, engine.socket(), socketFile);
    }

    /**
     * The way to the share, for rclone on the engine's computer.
     *
     * @param port of its loopback
     * @param configuration of rclone, with the remote {@code share}
     * @param knownHosts the one key that the server there shows
     */
    public record ShareWay(int port, String configuration, String knownHosts) {}

    /** The socket here that leads to the engine. */
    public URI socket() {
        return URI.create("unix://" + socketFile);
    }

    /**
     * Makes sure that there is a connection.
     *
     * @throws ProviderUnreachable with the reason: what the host refuses changes as the operator changes it, so nothing is known of
     *     the instances meanwhile
     */
    public void reach() throws ProviderUnreachable, InterruptedException {
        try {
            connection.with(SSHClient::isConnected);
        } catch (ProviderUnreachable e) {
            throw new ProviderUnreachable("The engine " + engine.name() + " can't be reached: " + e.getMessage(), e);
        } catch (ProblemException e) {
            throw new ProviderUnreachable(
                    "The engine " + engine.name() + " can't be reached: "
                            + e.problem().sentences().replaceFirst("\\.$", ""),
                    e);
        } catch (IOException e) {
            throw new ProviderUnreachable("The engine " + engine.name() + " can't be reached: " + e.getMessage(), e);
        }
    }

    /**
     * Logs in anew where the host refuses something for a while, since a login keeps the groups and the rules that it began with:
     * only so what its operator mends there takes effect. To be asked every few seconds, by one thread.
     */
    public void renewWhereRefused() {
        if (renewal.isDue(socket.refusal().isPresent() || lack.isPresent() || forwardRefused, Instant.now())) {
            LOG.log(
                    Level.INFO,
                    () -> "logging in anew at the host of the engine " + engine.name() + ", which refuses something");
            connection.renew();
        }
    }

    /** What to say where the connection stands and the engine does not answer; without its full stop. */
    public String silence() {
        String why = socket.refusal()
                .map(
                        words -> ": sshd there leads nobody to the socket (" + words
                                + "). The account has to be one that may use Docker, and AllowStreamLocalForwarding must not be off")
                .orElse("");
        return "The engine " + engine.name() + " does not answer at " + engine.socket() + " of " + engine.host() + why;
    }

    /** What a person types to run something there: {@code ssh ada@host -p 2222}. */
    public String command() {
        SshHost there = engine.host();
        String port = there.port() == SshHost.USUAL_PORT ? "" : " -p " + there.port();
        return "ssh " + there.user() + "@" + there.host() + port;
    }

    /**
     * A listener here that leads to this port there from now on.
     *
     * @param key what it belongs to; its listener stays the same until {@link #leave}
     */
    public URI toPort(String key, int port) throws IOException {
        Tunnel known = tunnels.get(key);
        if (known == null) {
            Tunnel made = new Tunnel(connection);
            known = tunnels.putIfAbsent(key, made);
            if (known == null) {
                known = made;
            } else {
                made.close();
            }
        }
        known.leadTo(port);
        return known.url();
    }

    /** That port may be somebody else's from now on. */
    public void toNoPort(String key) {
        Tunnel known = tunnels.get(key);
        if (known != null) {
            known.leadNowhere();
        }
    }

    /** Takes the listener away. */
    public void leave(String key) throws IOException {
        Tunnel known = tunnels.remove(key);
        if (known != null) {
            known.close();
        }
    }

    /** What is done when the share has come to have another port there. On a virtual thread of its own. */
    public void onShareMoved(Runnable action) {
        moved = action;
    }

    /**
     * The share, served and with a way there.
     *
     * @throws ProblemException {@code share-not-served} (501), {@code no-forwarding} (409)
     */
    public ShareWay share() throws IOException, InterruptedException {
        reach();
        ensureForwarded();
        lack.ifPresent(why -> {
            throw noForwarding(why).asException();
        });
        ShareForward.Way way = forward.way();
        return new ShareWay(way.port(), way.configuration(), way.knownHosts());
    }

    /** One at a time, or there would be two ports. */
    private void ensureForwarded() throws IOException, InterruptedException {
        forwarding.lockInterruptibly();
        try {
            if (!forward.isKnown()) {
                connection.run(HostScript.PLACE.text(), where, QUICK);
                forward.ensure(connection);
            }
        } catch (ConnectionException e) {
            forwardRefused = true;
            throw new ProblemException(noForwarding(String.valueOf(e.getMessage())), e);
        } finally {
            forwarding.unlock();
        }
    }

    private Problem noForwarding(String why) {
        return Problem.of(
                409,
                "no-forwarding",
                "The sshd of the engine " + engine.name() + " forwards no port to the share here (" + why + ").",
                "Allow it in /etc/ssh/sshd_config there: AllowTcpForwarding yes");
    }

    private void arrived(HostConnection host, SSHClient client) throws IOException, InterruptedException {
        forwardRefused = false; // until somebody asks for it again
        if (!forward.isKnown()) {
            return;
        }
        try {
            lack = Optional.empty();
            if (!forward.again(host, client)) {
                Thread.ofVirtual().name("share-moved").start(moved);
            }
        } catch (IOException | ProblemException e) { // its instances are worth reaching all the same
            lack = Optional.of(String.valueOf(e.getMessage()));
            LOG.log(Level.WARNING, () -> engine.name() + " has lost the share: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (String key : tunnels.keySet()) {
            leave(key);
        }
        socket.close();
        connection.close();
        if (socketFolder.getFileName().toString().startsWith("atelier-engine")) {
            Files.deleteIfExists(socketFolder);
        }
    }
}
