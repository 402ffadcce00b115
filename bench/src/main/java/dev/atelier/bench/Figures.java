package dev.atelier.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, by measure and by whom; printed as a table with the median and, in brackets, least and most. */
public final class Figures {
    private final Map<String, Map<String, List<Double>>> all = new LinkedHashMap<>();

    public void note(String who, String measure, double value) {
        all.computeIfAbsent(measure, m -> new LinkedHashMap<>())
                .computeIfAbsent(who, w -> new ArrayList<>())
                .add(value);
    }

    public void clear() {
        all.clear();
    }

    public void print(List<String> columns) {
        List<String> head = new ArrayList<>(List.of("measure"));
        head.addAll(columns);
        row(head);
        row(head.stream().map(c -> "---").toList());
        all.forEach((measure, values) -> {
            List<String> cells = new ArrayList<>(List.of(measure));
            columns.forEach(column -> cells.add(values.containsKey(column) ? spread(values.get(column)) : ""));
            row(cells);
        });
    }

    private static String spread(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        double median = sorted.get(sorted.size() / 2);
        String format = median >= 100 ? "%.0f" : "%.2f";
        return String.format(
                Locale.ROOT, format + " [" + format + ", " + format + "]", median, sorted.getFirst(), sorted.getLast());
    }

    private static void row(List<String> cells) {
        System.out.println("| " + String.join(" | ", cells) + " |");
    }
}
