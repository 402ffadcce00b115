package dev.atelier.gateway.compute;

import dev.atelier.gateway.provider.Leftovers;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Has what no instance needs any more removed: once after the gateway's start, as soon as the provider can be reached. */
public final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final InstanceStore store;
    private final List<Thread> sweepers = new ArrayList<>();

    public Housekeeping(InstanceStore store, Providers providers) {
        this.store = store;
        for (Provider provider : providers.all()) {
            if (provider instanceof Leftovers leftovers) {
                sweepers.add(Thread.ofVirtual()
                        .name("leftovers-" + provider.name())
                        .unstarted(() -> sweep(provider.name(), leftovers)));
            }
        }
    }

    public void start() {
        sweepers.forEach(Thread::start);
    }

    /** The border: what can't be removed is told of, and nothing waits for it. */
    private void sweep(String provider, Leftovers leftovers) {
        try {
            while (!reached(provider, leftovers)) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the gateway ends");
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> provider + ": leftovers could not be removed", e);
        }
    }

    private boolean reached(String provider, Leftovers leftovers) throws IOException, InterruptedException {
        try {
            leftovers.removeLeftovers(new InStore(store, provider));
            return true;
        } catch (ProviderUnreachable e) {
            return false;
        }
    }

    private record InStore(InstanceStore store, String provider) implements Leftovers.Known {
        @Override
        public Collection<Place> places() {
            return store.all().stream()
                    .filter(i -> i.provider().equals(provider))
                    .map(InstanceRecord::place)
                    .toList();
        }

        @Override
        public long newestGeneration() {
            return store.newestGeneration();
        }
    }

    @Override
    public void close() {
        sweepers.forEach(Thread::interrupt);
    }
}
