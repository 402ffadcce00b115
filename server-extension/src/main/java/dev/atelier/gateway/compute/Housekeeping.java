package dev.atelier.gateway.compute;

import dev.atelier.gateway.provider.Leftovers;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has what a killed gateway left removed: once after the gateway's start, as soon as the provider can be reached. */
public final class Housekeeping implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final List<Thread> sweepers = new ArrayList<>();

    public Housekeeping(Providers providers) {
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
            while (!reached(leftovers)) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the gateway ends");
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> provider + ": leftovers could not be removed", e);
        }
    }

    private static boolean reached(Leftovers leftovers) throws IOException, InterruptedException {
        try {
            leftovers.removeLeftovers();
            return true;
        } catch (ProviderUnreachable e) {
            return false;
        }
    }

    @Override
    public void close() {
        sweepers.forEach(Thread::interrupt);
    }
}
