package dev.atelier.gateway.provider.docker;

import dev.atelier.gateway.provider.AllowedFolders;
import dev.atelier.gateway.provider.GatewayId;
import dev.atelier.gateway.provider.NamedEngine;
import dev.atelier.gateway.provider.PrivateFiles;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.Terms;
import dev.atelier.gateway.provider.ssh.EngineHost;
import dev.atelier.gateway.provider.toolbox.Programs;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The engines on other computers that the operator's file names by now. One thread of its own sees to it that there is a
 * provider for each; who asks gets those that there are at that moment.
 */
public final class Engines implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Engines.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Path home;
    private final Path share;
    private final Programs programs;
    private final Supplier<Terms> terms;
    private final HttpClient http;
    private final Supplier<List<NamedEngine>> wanted;
    private final Predicate<String> inUse;
    private final Thread thread = Thread.ofVirtual().name("engines").unstarted(this::follow);
    private final Map<String, String> told = new HashMap<>(); // of the following thread
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /**
     * @param terms as for this computer's engine; its GPUs are not theirs
     * @param wanted what the file says by now
     * @param inUse whether the provider of this name has instances, or is to remove what is left of some
     */
    public Engines(
            Path home,
            Path share,
            Programs programs,
            Supplier<Terms> terms,
            HttpClient http,
            Supplier<List<NamedEngine>> wanted,
            Predicate<String> inUse) {
        this.home = home;
        this.share = share;
        this.programs = programs;
        this.terms = terms;
        this.http = http;
        this.wanted = wanted;
        this.inUse = inUse;
    }

    /** @param leaving it is not in the file any more, and stays for its instances alone, while this gateway runs */
    private record Known(NamedEngine engine, RemoteEngine provider, boolean leaving) {}

    /** The word for {@code --provider}. */
    public static String provider(String engine) {
        return DockerProvider.NAME + ":" + engine;
    }

    public void start() {
        tryToFollow();
        thread.start();
    }

    /** By their names. */
    public List<Provider> providers() {
        return known.values().stream()
                .<Provider>map(Known::provider)
                .sorted(Comparator.comparing(Provider::name))
                .toList();
    }

    private void follow() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                tryToFollow();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the gateway ends");
        }
    }

    /** The border: the engines stay as they are until the store can be read again. */
    private void tryToFollow() {
        try {
            follow(wanted.get());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the engines of atelier.yml could not be looked at; trying again soon", e);
        }
    }

    private void follow(List<NamedEngine> now) {
        now.forEach(this::follow);
        Set<String> names = now.stream().map(NamedEngine::name).collect(Collectors.toSet());
        for (Known before : List.copyOf(known.values())) {
            String name = before.engine().name();
            if (names.contains(name)) {
                continue;
            }
            if (inUse.test(before.provider().name())) {
                known.put(name, goes(before));
            } else {
                known.remove(name);
                leave(before);
            }
        }
    }

    private void follow(NamedEngine engine) {
        Optional<Known> before = Optional.ofNullable(known.get(engine.name()));
        if (before.filter(k -> k.engine().equals(engine)).isPresent()) {
            before.filter(Known::leaving).ifPresent(k -> known.put(engine.name(), stays(k)));
            return;
        }
        before.ifPresent(k -> {
            known.remove(engine.name());
            leave(k);
        });
        make(engine).ifPresent(k -> known.put(engine.name(), k));
    }

    private static Known stays(Known engine) {
        engine.provider().closeToNew(false);
        return new Known(engine.engine(), engine.provider(), false);
    }

    private static Known goes(Known engine) {
        if (engine.leaving()) {
            return engine;
        }
        LOG.log(
                Level.WARNING,
                () -> "the engine " + engine.engine().name()
                        + " is not in atelier.yml any more; nothing new is made there. It stays until its instances are deleted,"
                        + " or this gateway ends: put it back to reach them after that");
        engine.provider().closeToNew(true);
        return new Known(engine.engine(), engine.provider(), true);
    }

    private static void leave(Known engine) {
        try {
            engine.provider().close();
            LOG.log(Level.INFO, () -> "the engine " + engine.engine().name() + " is left");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the way to an engine was broken", e);
        }
    }

    /** The border around each: empty where this computer can't; tried again with the next look, and told of once. */
    private Optional<Known> make(NamedEngine engine) {
        try {
            RemoteEngine made = remote(engine);
            told.remove(engine.name());
            return Optional.of(new Known(engine, made, false));
        } catch (IOException | RuntimeException e) {
            String why = e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
            Level level = why.equals(told.put(engine.name(), why)) ? Level.DEBUG : Level.WARNING;
            LOG.log(level, () -> "the engine " + engine.name() + " can't be used: " + why);
            return Optional.empty();
        }
    }

    private RemoteEngine remote(NamedEngine engine) throws IOException {
        Path folder = PrivateFiles.folder(home.resolve("engines")).resolve(engine.name());
        EngineHost host = new EngineHost(engine, GatewayId.of(home), folder, share);
        try {
            return behind(host, engine.name());
        } catch (IOException | RuntimeException e) {
            try {
                host.close();
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    private RemoteEngine behind(EngineHost host, String name) throws IOException {
        String provider = provider(name);
        RemoteWays ways = new RemoteWays(host);
        Site site = new Site(
                provider,
                Engine.behind(host.socket(), ways),
                ways,
                new ContainerShare.Served(share, host),
                new AllowedFolders(home, List.of()));
        Supplier<Terms> there = () -> terms.get().elsewhere(provider);
        DockerProvider containers = new DockerProvider(site, home, programs, there, new NoGpus(), http);
        EngineWatch watch = new EngineWatch(name, host, containers);
        watch.start();
        return new RemoteEngine(containers, watch);
    }

    /** What runs there runs on. */
    @Override
    public void close() {
        thread.interrupt();
        known.values().forEach(Engines::leave);
    }
}
