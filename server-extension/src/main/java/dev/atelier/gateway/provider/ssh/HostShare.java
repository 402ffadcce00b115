package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.ConnectionException;

/**
 * The share on a host: rclone there mounts what {@link ShareServer} serves here. Between them lies a port of the host's loopback,
 * which each connection forwards again, the same one where it can be had: then the mount goes on after a cut.
 */
final class HostShare {
    private static final System.Logger LOG = System.getLogger(HostShare.class.getName());
    private static final Duration QUICK = Duration.ofSeconds(20);
    private static final Duration MOUNT = Duration.ofMinutes(1);
    private static final Duration UNMOUNT = Duration.ofMinutes(1);
    private static final int MOST_CONNECTIONS = 64;
    private static final int NO_FUSE = 47;
    private static final int NO_RCLONE = 48;
    private static final int NOT_FLUSHED = 50;

    private final ShareForward forward;
    private final List<String> where;
    private final String version;
    private final ReentrantLock mounting = new ReentrantLock();
    private boolean wanted;
    private volatile Optional<String> lack = Optional.empty();

    /**
     * @param where our folder on the host, and the instance's in it
     * @param version of the toolbox with rclone
     * @param portFile remembers the host's port over restarts of the gateway
     */
    HostShare(ShareServer server, List<String> where, String version, Path portFile) {
        this.forward = new ShareForward(server, where, portFile, MOST_CONNECTIONS);
        this.where = where;
        this.version = version;
    }

    /** Why the files there are not the share's, as a sentence; empty where they are. */
    Optional<String> lack() {
        return lack;
    }

    /** Forwards the port on a new connection; nothing where the share was never mounted through it. */
    void arrived(HostConnection host, SSHClient client) throws IOException, InterruptedException {
        if (!forward.isKnown()) {
            return;
        }
        try {
            forwardAgain(host, client);
        } catch (IOException | ProblemException e) { // its agent is worth reaching all the same
            lack = Optional.of("there is no way from there to the share (" + e.getMessage() + ")");
            LOG.log(Level.WARNING, () -> host + " has lost the share: " + e.getMessage());
        }
    }

    private void forwardAgain(HostConnection host, SSHClient client) throws IOException, InterruptedException {
        if (!forward.again(host, client)) {
            Thread.ofVirtual().name("share-mount").start(() -> mountAgain(host));
        }
    }

    /** The border: the agent goes on without the share, whose files answer with errors until the next start. */
    private void mountAgain(HostConnection host) {
        try {
            mounting.lockInterruptibly();
            try {
                if (wanted) { // else it is being unmounted, or nobody has asked for it yet
                    tryMount(host);
                }
            } finally {
                mounting.unlock();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> "the share could not be mounted again on " + host + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Mounts the share, or finds it mounted; where that can't be done {@link #lack} says why. */
    void mount(HostConnection host) throws IOException, InterruptedException {
        mounting.lockInterruptibly();
        try {
            wanted = true;
            tryMount(host);
        } finally {
            mounting.unlock();
        }
    }

    private void tryMount(HostConnection host) throws IOException, InterruptedException {
        try {
            lack = mounted(host);
        } catch (ConnectionException e) {
            lack = Optional.of("its sshd forwards no port to the gateway (AllowTcpForwarding)");
        } catch (ProviderUnreachable e) {
            throw e;
        } catch (IOException e) {
            lack = Optional.of("the gateway's computer does not serve it (" + e.getMessage() + ")");
        } catch (ProblemException e) {
            lack = Optional.of(e.problem().sentences().replaceFirst("\\.$", ""));
        }
        lack.ifPresent(why -> LOG.log(Level.INFO, () -> host + " does not have the share: " + why));
    }

    private Optional<String> mounted(HostConnection host) throws IOException, InterruptedException {
        forward.ensure(host);
        ShareForward.Way way = forward.way();
        HostConnection.Outcome done = host.run(
                HostScript.MOUNT.text(),
                List.of(
                        where.getFirst(),
                        where.getLast(),
                        version,
                        String.valueOf(way.port()),
                        way.configuration(),
                        way.knownHosts()),
                MOUNT);
        return switch (done.exitCode()) {
            case 0 -> Optional.empty();
            case NO_FUSE ->
                Optional.of("its account may not open /dev/fuse, or fusermount3 is missing. Type there: sudo apt"
                        + " install fuse3. Then restart the instance");
            case NO_RCLONE ->
                Optional.of("rclone is not installed on the gateway's computer, from where it would be brought");
            default -> Optional.of("rclone could not mount it: " + done.lastWords());
        };
    }

    /** Waits for what was written there, which comes a moment later; says whether all has come. */
    boolean written(HostConnection host, Duration patience) throws IOException, InterruptedException {
        String seconds = String.valueOf(patience.toSeconds());
        List<String> arguments = List.of(where.getFirst(), where.getLast(), seconds);
        return host.run(HostScript.WRITTEN.text(), arguments, patience.plus(QUICK))
                        .exitCode()
                != NOT_FLUSHED;
    }

    /** Once all that was written there has come; from now on it comes back when it is asked for alone. */
    void unmount(HostConnection host) throws IOException, InterruptedException {
        mounting.lockInterruptibly();
        try {
            wanted = false;
            awaitUnmounted(host);
        } finally {
            mounting.unlock();
        }
    }

    private void awaitUnmounted(HostConnection host) throws IOException, InterruptedException {
        if (!written(host, UNMOUNT)) {
            throw Problem.of(
                            504,
                            "not-written",
                            "What was written on the host has not come to the share within a minute.",
                            "Look whether the share has room, then do it again.")
                    .asException();
        }
        HostConnection.Outcome done = host.run(HostScript.UNMOUNT.text(), where, QUICK.multipliedBy(2));
        if (!done.succeeded()) {
            throw Problem.of(
                            500,
                            "not-unmounted",
                            "The share could not be unmounted on the host: " + done.lastWords(),
                            "Close what uses it, then do it again.")
                    .asException();
        }
    }
}
