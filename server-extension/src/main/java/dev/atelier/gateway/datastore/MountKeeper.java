package dev.atelier.gateway.datastore;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings back the mounts of instances that have come to run, and tries again what a passing trouble kept away: a server that
 * starts later than ours after a night without power, say. One virtual thread for an instance, until all are there.
 */
public final class MountKeeper implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MountKeeper.class.getName());
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Datastores datastores;
    private final Map<String, Thread> keepers = new ConcurrentHashMap<>();

    public MountKeeper(Datastores datastores) {
        this.datastores = datastores;
    }

    /** The instance has (again) an agent that answers. */
    public void arrived(String instance) {
        Thread keeper = Thread.ofVirtual().name("mounts-" + instance).unstarted(() -> keep(instance));
        Optional.ofNullable(keepers.put(instance, keeper)).ifPresent(Thread::interrupt);
        keeper.start();
    }

    private void keep(String instance) {
        try {
            Duration pause = FIRST;
            boolean again = datastores.restore(instance);
            while (again) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
                again = datastores.restoreFailed(instance);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, () -> instance + ": its mounts are looked after by a later thread, or no more");
        } catch (RuntimeException e) { // the border to the store
            LOG.log(Level.ERROR, () -> instance + ": its mounts can't be read or written", e);
        } finally {
            keepers.remove(instance, Thread.currentThread());
        }
    }

    @Override
    public void close() {
        keepers.values().forEach(Thread::interrupt);
    }
}
