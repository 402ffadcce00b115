package dev.atelier.gateway.operation;

import dev.atelier.gateway.http.Answered;
import dev.atelier.gateway.http.Observer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The gateway's figures. What they are told apart by is a word of our own each time (a route's template, a status, a state, a
 * reason), so that no client makes their number grow.
 */
public final class Metrics implements Observer, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Metrics.class.getName());
    private static final Duration[] REQUEST_BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };
    private static final Duration[] STORE_BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    /** What requests are told apart by: words of our own, of which there are few. */
    private record Kind(String method, String route, int status) {}

    private final Map<Kind, Timer> requests = new ConcurrentHashMap<>();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final Timer store;
    private final List<Counted> counted = new CopyOnWriteArrayList<>();
    private final List<Runnable> preparations = new CopyOnWriteArrayList<>();
    private final List<Runnable> tables = new CopyOnWriteArrayList<>();

    /** How many there are of each state; asked for at each scrape. */
    private record Counted(String name, Supplier<Map<String, Long>> figures, Map<String, AtomicLong> gauges) {}

    public Metrics() {
        List.<MeterBinder>of(
                        collector,
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
        store = Timer.builder("atelier.store")
                .description("Reads and writes of the store, the wait for their turn included")
                .serviceLevelObjectives(STORE_BUCKETS)
                .register(registry);
    }

    /** Shows a number that is asked for at each scrape. */
    public void gauge(String name, String description, Supplier<Number> figure) {
        Gauge.builder(name, figure).description(description).register(registry);
    }

    /**
     * Shows how many there are in each state.
     *
     * @param states all that there can be
     */
    public void states(String name, String description, List<String> states, Supplier<Map<String, Long>> figures) {
        Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();
        for (String state : states) {
            AtomicLong count = new AtomicLong();
            gauges.put(state, count);
            Gauge.builder(name, count, AtomicLong::doubleValue)
                    .description(description)
                    .tag("state", state)
                    .register(registry);
        }
        counted.add(new Counted(name, figures, gauges));
    }

    /** Has this run before each scrape's figures are asked for. */
    public void beforeScrape(Runnable preparation) {
        preparations.add(preparation);
    }

    /**
     * Shows figures of which each has words that tell it apart; asked for at each scrape.
     *
     * @param words the names of those words
     * @param figures by the words, in that order; where they are to be few somebody else sees to it
     */
    public void table(
            String name, String description, List<String> words, Supplier<Map<List<String>, Double>> figures) {
        MultiGauge gauges = MultiGauge.builder(name).description(description).register(registry);
        tables.add(() -> guarded(
                name,
                () -> gauges.register(
                        figures.get().entrySet().stream()
                                .map(row -> MultiGauge.Row.of(tags(words, row.getKey()), row.getValue()))
                                .collect(Collectors.toList()),
                        true)));
    }

    private static Tags tags(List<String> names, List<String> words) {
        Tags tags = Tags.empty();
        for (int i = 0; i < names.size(); i++) {
            tags = tags.and(names.get(i), words.get(i));
        }
        return tags;
    }

    /** The store has answered. */
    public void storeAnswered(long nanos) {
        store.record(Duration.ofNanos(nanos));
    }

    @Override
    public void answered(Answered request) {
        requests.computeIfAbsent(
                        new Kind(request.method(), request.route().orElse("none"), request.status()), this::timer)
                .record(request.took());
        request.refusal().ifPresent(this::refused);
    }

    private Timer timer(Kind kind) {
        return Timer.builder("atelier.http.requests")
                .description("Requests; of a WebSocket, its handshake")
                .serviceLevelObjectives(REQUEST_BUCKETS)
                .tags(Tags.of(
                        "method", kind.method(),
                        "route", kind.route(),
                        "status", Integer.toString(kind.status())))
                .register(registry);
    }

    @Override
    public void turnedAway(String reason) {
        refused(reason);
    }

    /** In Prometheus' text format. */
    public String scrape() {
        counted.forEach(Metrics::refresh);
        preparations.forEach(Runnable::run);
        tables.forEach(Runnable::run);
        return registry.scrape();
    }

    private void refused(String reason) {
        registry.counter("atelier.refusals", "reason", reason).increment();
    }

    private static void refresh(Counted counted) {
        guarded(counted.name(), () -> {
            Map<String, Long> figures = counted.figures().get();
            counted.gauges().forEach((state, gauge) -> gauge.set(figures.getOrDefault(state, 0L)));
        });
    }

    /** The border: where the store or somebody else does not answer, all else is worth the more. */
    private static void guarded(String name, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, () -> name + " as before: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
