package dev.atelier.gateway.provider.docker;

import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.atelier.gateway.provider.ssh.EngineHost;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the connection to an engine's computer, so that the way to the share is there for files that nobody asks the engine for,
 * knows whether the engine can be reached, and sees to it that its instances keep the share. Two virtual threads of its own, since a
 * mount may take its time.
 */
final class EngineWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EngineWatch.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(2);
    /** After a mount that failed. */
    private static final Duration PAUSE = Duration.ofSeconds(15);
    /** Whoever asks right after the gateway's start hears the first answer, where that comes soon. */
    private static final Duration FIRST = Duration.ofSeconds(3);

    private final String name;
    private final EngineHost host;
    private final DockerProvider containers;
    private final CountDownLatch looked = new CountDownLatch(1);
    private final Thread thread;
    private final Thread shareThread;
    private volatile boolean reached;
    private volatile Optional<String> absence;

    EngineWatch(String name, EngineHost host, DockerProvider containers) {
        this.name = name;
        this.host = host;
        this.containers = containers;
        this.absence = Optional.of("The engine " + name + " is being reached for the first time.");
        this.thread = Thread.ofVirtual().name("engine-" + name).unstarted(this::watch);
        this.shareThread = Thread.ofVirtual().name("share-" + name).unstarted(this::watchShare);
    }

    void start() {
        thread.start();
        shareThread.start();
    }

    /** Whether the engine has ever answered, so that its sizes are known. */
    boolean wasReached() {
        try {
            return looked.await(FIRST.toMillis(), TimeUnit.MILLISECONDS) && reached;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return reached;
        }
    }

    Optional<String> absence() {
        return absence;
    }

    private void watch() {
        try {
            while (true) {
                look();
                looked.countDown();
                Thread.sleep(LOOK);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the engine is left");
        }
    }

    /** The border: what is wrong is told of once, and looked at again. */
    private void look() throws InterruptedException {
        try {
            host.renewWhereRefused();
            host.reach();
            if (!reached) {
                containers.removeLeftovers();
                reached = !containers.sizes().isEmpty();
            }
            containers.ping();
            if (absence.isPresent()) {
                LOG.log(Level.INFO, () -> "the engine " + name + " is reached");
            }
            absence = Optional.empty();
        } catch (ProviderUnreachable e) {
            absent(e.getMessage() + ".");
        } catch (ProblemException e) {
            absent("The engine " + name + " is of no use: " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            absent("The engine " + name + " could not be looked at: " + e);
        }
    }

    private void watchShare() {
        try {
            while (true) {
                Thread.sleep(absence.isPresent() || keepShare() ? LOOK : PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the engine is left");
        }
    }

    /** The border: what can't be looked at now is looked at again. */
    private boolean keepShare() throws InterruptedException {
        try {
            return containers.keepShare();
        } catch (ProviderUnreachable e) {
            LOG.log(Level.DEBUG, "the engine went away", e); // the other thread tells of it
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> "the share of the engine " + name + " could not be looked at: " + e);
            return false;
        }
    }

    private void absent(String why) {
        if (!absence.equals(Optional.of(why))) {
            LOG.log(Level.WARNING, why);
        }
        absence = Optional.of(why);
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        shareThread.interrupt();
        host.close();
    }
}
