package dev.atelier.gateway;

import dev.atelier.api.GpuUsage;
import dev.atelier.api.Usage;
import dev.atelier.gateway.compute.Usages;
import dev.atelier.gateway.operation.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What each instance uses, as figures for Prometheus. All agents are asked once for each scrape, in bounded time. */
final class InstanceFigures {
    private static final List<String> INSTANCE = List.of("instance");
    private static final List<String> GPU = List.of("instance", "gpu");

    private final Usages usages;
    private volatile Map<String, Usage> latest = Map.of();

    InstanceFigures(Usages usages) {
        this.usages = usages;
    }

    void addTo(Metrics metrics) {
        metrics.beforeScrape(this::ask);
        metrics.table("atelier.instance.cpu.ratio", "Used part of an instance's processors", INSTANCE, of(Usage::cpu));
        metrics.table("atelier.instance.memory.bytes", "An instance's memory", INSTANCE, of(count(Usage::memoryBytes)));
        metrics.table(
                "atelier.instance.memory.used.bytes",
                "Used memory of an instance",
                INSTANCE,
                of(count(Usage::memoryUsedBytes)));
        metrics.table("atelier.instance.disk.bytes", "An instance's disk", INSTANCE, of(count(Usage::diskBytes)));
        metrics.table(
                "atelier.instance.disk.free.bytes",
                "Free room on an instance's disk",
                INSTANCE,
                of(count(Usage::diskFreeBytes)));
        metrics.table("atelier.instance.gpu.ratio", "Used part of a GPU's time", GPU, ofGpus(GpuUsage::utilization));
        metrics.table("atelier.instance.gpu.memory.bytes", "A GPU's memory", GPU, ofGpus(count(GpuUsage::memoryBytes)));
        metrics.table(
                "atelier.instance.gpu.memory.used.bytes",
                "Used memory of a GPU",
                GPU,
                ofGpus(count(GpuUsage::memoryUsedBytes)));
    }

    private void ask() {
        try {
            latest = usages.all();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> Function<T, Optional<Double>> count(Function<T, Optional<Long>> bytes) {
        return bytes.andThen(figure -> figure.map(Long::doubleValue));
    }

    private Supplier<Map<List<String>, Double>> of(Function<Usage, Optional<Double>> figure) {
        return () -> {
            Map<List<String>, Double> figures = new HashMap<>();
            latest.forEach((name, usage) -> figure.apply(usage).ifPresent(value -> figures.put(List.of(name), value)));
            return figures;
        };
    }

    private Supplier<Map<List<String>, Double>> ofGpus(Function<GpuUsage, Optional<Double>> figure) {
        return () -> {
            Map<List<String>, Double> figures = new HashMap<>();
            latest.forEach((name, usage) -> usage.gpus()
                    .forEach(gpu -> figure.apply(gpu)
                            .ifPresent(value -> figures.put(List.of(name, Integer.toString(gpu.index())), value))));
            return figures;
        };
    }
}
