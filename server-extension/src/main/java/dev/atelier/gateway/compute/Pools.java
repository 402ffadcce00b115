package dev.atelier.gateway.compute;

import dev.atelier.api.Problem;
import dev.atelier.api.Size;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.atelier.gateway.provider.Spares;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The sizes, and how many instances of each are kept ready that nobody has asked for yet. */
public final class Pools implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pools.class.getName());
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(5);
    private static final int MOST = 10;

    private final Database database;
    private final Providers providers;
    private final Semaphore news = new Semaphore(0);
    private final Map<String, String> told = new HashMap<>();
    private final Thread keeper = Thread.ofVirtual().name("pools").unstarted(this::keepAll);

    public Pools(Database database, Providers providers) {
        this.database = database;
        this.providers = providers;
    }

    public void start() {
        keeper.start();
    }

    /** All sizes of all providers. */
    public List<Size> sizes() {
        return providers.all().stream()
                .flatMap(provider -> sizes(provider).stream())
                .toList();
    }

    private List<Size> sizes(Provider provider) {
        if (!(provider instanceof Spares spares)) {
            return provider.sizes();
        }
        Map<String, Integer> wanted = wanted(provider);
        Map<String, Integer> ready = spares.ready();
        return provider.sizes().stream()
                .map(size -> size.withPool(wanted.getOrDefault(size.name(), 0), ready.getOrDefault(size.name(), 0)))
                .toList();
    }

    /** Decides how many there are to be; they come and go afterwards. */
    public Size set(String name, int count) {
        Provider provider = providers.all().stream()
                .filter(p -> p.sizes().stream().anyMatch(size -> size.name().equals(name)))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-size",
                                "There is no size “" + name + "”.",
                                "List them with: `compute sizes`")
                        .asException());
        if (!(provider instanceof Spares)) {
            throw Problem.of(
                            400,
                            "no-pool",
                            "Instances of the size “" + name + "” can't be kept ready: the provider " + provider.name()
                                    + " makes them at once.",
                            "Choose a size of the provider docker from: `compute sizes`")
                    .asException();
        }
        if (count > 0 && provider.sizes().stream().anyMatch(s -> s.name().equals(name) && s.gpus() > 0)) {
            throw Problem.of(
                            400,
                            "no-pool",
                            "Instances of the size “" + name
                                    + "” can't be kept ready: each would keep a GPU from others.",
                            "Choose a size without GPUs from: `compute sizes`")
                    .asException();
        }
        if (count < 0 || count > MOST) {
            throw Problem.of(400, "bad-pool", "A pool holds 0 to " + MOST + " instances, not " + count + ".")
                    .asException();
        }
        database.write(h -> h.execute(
                "INSERT INTO pool (provider, size, count) VALUES (?, ?, ?)"
                        + " ON CONFLICT (provider, size) DO UPDATE SET count = excluded.count",
                provider.name(),
                name,
                count));
        news.release();
        return sizes(provider).stream()
                .filter(size -> size.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Integer> wanted(Provider provider) {
        return database.read(h -> h.createQuery("SELECT size, count FROM pool WHERE provider = ? AND count > 0")
                .bind(0, provider.name())
                .reduceRows(new HashMap<>(), (all, row) -> {
                    all.put(row.getColumn("size", String.class), row.getColumn("count", Integer.class));
                    return all;
                }));
    }

    private void keepAll() {
        try {
            while (true) {
                boolean more = false;
                for (Provider provider : providers.all()) {
                    more |= provider instanceof Spares spares && keep(provider, spares);
                }
                if (!more && news.tryAcquire(LOOK_AROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the gateway ends");
        }
    }

    /** The border: a pool that can't be filled is told of once, and tried again. */
    private boolean keep(Provider provider, Spares spares) throws InterruptedException {
        try {
            boolean more = spares.keep(wanted(provider));
            told.remove(provider.name());
            return more;
        } catch (ProviderUnreachable e) {
            LOG.log(Level.DEBUG, e.getMessage());
        } catch (IOException | RuntimeException e) {
            String why = String.valueOf(e.getMessage());
            Level level = why.equals(told.put(provider.name(), why)) ? Level.DEBUG : Level.WARNING;
            LOG.log(level, () -> provider.name() + ": no instances can be kept ready: " + why, e);
        }
        return false;
    }

    /** Ends those that are ready; they are wanted still, and the next gateway makes them again. */
    public void empty() throws InterruptedException {
        close();
        for (Provider provider : providers.all()) {
            if (provider instanceof Spares spares) {
                try {
                    spares.keep(Map.of());
                } catch (IOException | RuntimeException e) { // the border: the gateway ends in any case
                    LOG.log(
                            Level.WARNING,
                            () -> provider.name() + ": the pool could not be emptied: " + e.getMessage());
                }
            }
        }
    }

    @Override
    public void close() {
        keeper.interrupt();
        try {
            if (!keeper.join(END)) {
                LOG.log(Level.WARNING, () -> "the pools' keeper did not end within " + END.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
