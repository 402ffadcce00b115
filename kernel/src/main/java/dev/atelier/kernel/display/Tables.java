package dev.atelier.kernel.display;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;

/** Collections of records or of maps, and maps, as HTML tables. */
final class Tables {
    private static final int MAX_ROWS = 200;
    private static final int MAX_COLUMNS = 50;

    private Tables() {}

    static Optional<String> html(Object value) {
        return switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> Optional.of(map(map));
            case Collection<?> rows
            when rows instanceof SequencedCollection || rows instanceof java.util.Set -> rows(rows);
            default -> Optional.empty();
        };
    }

    private static String map(Map<?, ?> map) {
        List<List<String>> rows = new ArrayList<>();
        map.entrySet().stream()
                .limit(MAX_ROWS)
                .forEach(entry -> rows.add(List.of(Plain.text(entry.getKey()), Plain.text(entry.getValue()))));
        return table(List.of("key", "value"), rows, map.size());
    }

    private static Optional<String> rows(Collection<?> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Object> first = new ArrayList<>();
        values.stream().limit(MAX_ROWS).forEach(first::add);
        if (first.stream().allMatch(Map.class::isInstance)) {
            return Optional.of(maps(first, values.size()));
        }
        Object sample = first.getFirst();
        boolean records = sample instanceof Record
                && first.stream().allMatch(row -> row != null && row.getClass() == sample.getClass());
        return records ? records(first, values.size()) : Optional.empty();
    }

    private static String maps(List<Object> maps, int size) {
        LinkedHashSet<String> columns = new LinkedHashSet<>();
        maps.forEach(map -> ((Map<?, ?>) map).keySet().forEach(key -> columns.add(Plain.text(key))));
        List<String> shown = columns.stream().limit(MAX_COLUMNS).toList();
        List<List<String>> rows = new ArrayList<>();
        for (Object map : maps) {
            List<String> row = new ArrayList<>();
            for (String column : shown) {
                row.add(cell((Map<?, ?>) map, column));
            }
            rows.add(row);
        }
        return table(shown, rows, size);
    }

    private static String cell(Map<?, ?> map, String column) {
        return map.entrySet().stream()
                .filter(entry -> Plain.text(entry.getKey()).equals(column))
                .map(entry -> Plain.text(entry.getValue()))
                .findFirst()
                .orElse("");
    }

    private static Optional<String> records(List<Object> records, int size) {
        RecordComponent[] components = records.getFirst().getClass().getRecordComponents();
        List<List<String>> rows = new ArrayList<>();
        try {
            for (Object row : records) {
                List<String> cells = new ArrayList<>();
                for (RecordComponent component : components) {
                    component.getAccessor().setAccessible(true);
                    cells.add(Plain.text(component.getAccessor().invoke(row)));
                }
                rows.add(cells);
            }
        } catch (InvocationTargetException | IllegalAccessException | RuntimeException e) {
            // A record whose accessors fail or are closed to us is shown as text.
            return Optional.empty();
        }
        return Optional.of(
                table(Arrays.stream(components).map(RecordComponent::getName).toList(), rows, size));
    }

    private static String table(List<String> columns, List<List<String>> rows, int size) {
        StringBuilder html = new StringBuilder("<table><thead><tr>");
        columns.forEach(column -> html.append("<th>").append(escape(column)).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(escape(cell)).append("</td>"));
            html.append("</tr>");
        }
        html.append("</tbody></table>");
        if (size > rows.size()) {
            html.append("<p>").append(size - rows.size()).append(" rows more</p>");
        }
        return html.toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
