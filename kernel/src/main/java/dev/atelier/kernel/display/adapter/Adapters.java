package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Adapter;
import dev.atelier.kernel.display.Supertypes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The adapters, by the name of the type that they show. */
public final class Adapters implements Function<Class<?>, Optional<Adapter>> {
    private final Map<String, Adapter> made = new ConcurrentHashMap<>();

    @Override
    public Optional<Adapter> apply(Class<?> type) {
        return Supertypes.of(type).stream()
                .map(Class::getName)
                .flatMap(name -> adapter(name).stream())
                .findFirst();
    }

    private Optional<Adapter> adapter(String typeName) {
        return Optional.ofNullable(made.get(typeName)).or(() -> {
            Optional<Adapter> next = make(typeName);
            next.ifPresent(adapter -> made.put(typeName, adapter));
            return next;
        });
    }

    /** No table: that would load them all. */
    private static Optional<Adapter> make(String typeName) {
        return switch (typeName) {
            case "java.awt.Image", "java.awt.image.RenderedImage" -> Optional.of(new AwtImage());
            case "org.dflib.DataFrame" -> Optional.of(new DflibFrame());
            case "org.jfree.chart.JFreeChart" -> Optional.of(new JFreeChart());
            case "org.knowm.xchart.internal.chartpart.Chart" -> Optional.of(new XChart());
            case "tech.tablesaw.plotly.components.Figure" -> Optional.of(new TablesawFigure());
            case "tech.tablesaw.table.Relation" -> Optional.of(new TablesawTable());
            default -> Optional.empty();
        };
    }
}
