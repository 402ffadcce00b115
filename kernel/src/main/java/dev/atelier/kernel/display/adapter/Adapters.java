package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Adapter;
import dev.atelier.kernel.display.Supertypes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The adapters, by the name of the type that they show. */
public final class Adapters implements Function<Class<?>, Optional<Adapter>> {
    private static final Map<String, Supplier<Adapter>> BY_NAME = Map.of(
            "java.awt.Image", AwtImage::new,
            "java.awt.image.RenderedImage", AwtImage::new,
            "org.dflib.DataFrame", DflibFrame::new,
            "org.jfree.chart.JFreeChart", JFreeChart::new,
            "org.knowm.xchart.internal.chartpart.Chart", XChart::new,
            "tech.tablesaw.plotly.components.Figure", TablesawFigure::new,
            "tech.tablesaw.table.Relation", TablesawTable::new);

    private final Map<String, Adapter> made = new ConcurrentHashMap<>();

    @Override
    public Optional<Adapter> apply(Class<?> type) {
        return Supertypes.of(type).stream()
                .map(Class::getName)
                .filter(BY_NAME::containsKey)
                .findFirst()
                .map(name -> made.computeIfAbsent(name, _ -> BY_NAME.get(name).get()));
    }
}
