package dev.atelier.kernel.display;

import dev.atelier.kernel.display.Table.Cell;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.Set;

/**
 * Reads what has rows as a table: a map, a record, a collection or an array of records, of maps, or of lists and arrays.
 * Takes no more than the first rows, and no longer than a moment.
 */
final class TableReader {
    private static final Duration MAX_TIME = Duration.ofSeconds(2);
    private static final int MAX_ENTRIES = 1_000;

    private final Deadline deadline = Deadline.in(MAX_TIME);

    private TableReader() {}

    /** Empty for what has no rows, and for what does not let itself be read. */
    static Optional<Table> read(Object value) {
        try {
            return new TableReader().table(value);
        } catch (RuntimeException e) {
            // The border to other people's collections, whose text is shown then.
            return Optional.empty();
        }
    }

    private Optional<Table> table(Object value) {
        return switch (value) {
            case Map<?, ?> map when !map.isEmpty() -> Optional.of(entries(map));
            case Record row -> record(row);
            case Object[] array -> rows(Arrays.asList(array));
            case Collection<?> rows when rows instanceof SequencedCollection || rows instanceof Set -> rows(rows);
            default -> Optional.empty();
        };
    }

    private Table entries(Map<?, ?> map) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Object each : first(map.entrySet(), Table.MAX_ROWS)) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
            if (!deadline.passed()) {
                rows.add(List.of(Cell.of(entry.getKey()), Cell.of(entry.getValue())));
            }
        }
        return new Table(List.of("key", "value"), rows, 2, map.size());
    }

    private Optional<Table> record(Record row) {
        RecordComponent[] components = row.getClass().getRecordComponents();
        if (components.length == 0 || !readable(components)) {
            return Optional.empty();
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (RecordComponent component : components) {
            rows.add(List.of(Cell.of(component.getName()), cell(component, row)));
        }
        return Optional.of(new Table(List.of("component", "value"), rows, 2, rows.size()));
    }

    private Optional<Table> rows(Collection<?> values) {
        List<Object> first = first(values, Table.MAX_ROWS);
        List<Object> present = first.stream().filter(Objects::nonNull).toList();
        if (present.isEmpty()) {
            return Optional.empty();
        }
        int size = Math.max(values.size(), first.size());
        Object sample = present.getFirst();
        if (present.stream().allMatch(Map.class::isInstance)) {
            return Optional.of(maps(first, size));
        }
        if (sample instanceof Record && present.stream().allMatch(row -> row.getClass() == sample.getClass())) {
            return records(first, sample.getClass().getRecordComponents(), size);
        }
        return present.stream().allMatch(TableReader::indexed) ? Optional.of(lists(first, size)) : Optional.empty();
    }

    private List<Object> first(Collection<?> values, int most) {
        List<Object> first = new ArrayList<>();
        Iterator<?> each = values.iterator();
        while (first.size() < most && !deadline.passed() && each.hasNext()) {
            first.add(each.next());
        }
        return first;
    }

    private Table maps(List<Object> maps, int size) {
        List<Map<String, Object>> read = new ArrayList<>();
        Set<String> columns = new LinkedHashSet<>();
        for (Object map : maps) {
            Map<String, Object> row = new HashMap<>();
            if (map != null) {
                for (Object each : first(((Map<?, ?>) map).entrySet(), MAX_ENTRIES)) {
                    Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
                    String column = Plain.brief(entry.getKey());
                    columns.add(column);
                    row.put(column, entry.getValue());
                }
            }
            read.add(row);
        }
        List<String> shown = columns.stream().limit(Table.MAX_COLUMNS).toList();
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < read.size() && !deadline.passed(); i++) {
            Map<String, Object> row = read.get(i);
            rows.add(shown.stream()
                    .map(column -> row.containsKey(column) ? Cell.of(row.get(column)) : Cell.absent())
                    .toList());
        }
        return new Table(shown, rows, columns.size(), size);
    }

    private Optional<Table> records(List<Object> records, RecordComponent[] all, int size) {
        List<RecordComponent> components =
                Arrays.stream(all).limit(Table.MAX_COLUMNS).toList();
        if (components.isEmpty() || !readable(all)) {
            return Optional.empty();
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < records.size() && !deadline.passed(); i++) {
            Object row = records.get(i);
            rows.add(components.stream()
                    .map(component -> row == null ? Cell.of(null) : cell(component, row))
                    .toList());
        }
        return Optional.of(
                new Table(components.stream().map(RecordComponent::getName).toList(), rows, all.length, size));
    }

    /** A record of a module that is closed to us is shown as text. */
    private static boolean readable(RecordComponent[] components) {
        return Arrays.stream(components)
                .allMatch(component -> component.getAccessor().trySetAccessible());
    }

    /** The border to other people's accessors. */
    private static Cell cell(RecordComponent component, Object row) {
        try {
            component.getAccessor().setAccessible(true);
            return Cell.of(component.getAccessor().invoke(row));
        } catch (InvocationTargetException e) {
            return Cell.failed(failure(e.getCause()));
        } catch (IllegalAccessException e) {
            return Cell.failed(e);
        }
    }

    /** An interrupt, which is an error of no kind that programs expect, ends the whole. */
    private static Throwable failure(Throwable thrown) {
        if (thrown instanceof Error error && !Attempts.expected(error)) {
            throw error;
        }
        return thrown;
    }

    private static boolean indexed(Object row) {
        return row instanceof List || row.getClass().isArray();
    }

    private Table lists(List<Object> lists, int size) {
        int width = 0;
        List<List<Object>> read = new ArrayList<>();
        for (Object list : lists) {
            read.add(cells(list));
            width = Math.max(width, length(list));
        }
        int shown = Math.min(width, Table.MAX_COLUMNS);
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            columns.add(Integer.toString(i));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < read.size() && !deadline.passed(); i++) {
            List<Object> row = read.get(i);
            List<Cell> cells = new ArrayList<>();
            for (int column = 0; column < shown; column++) {
                cells.add(column < row.size() ? Cell.of(row.get(column)) : Cell.absent());
            }
            rows.add(cells);
        }
        return new Table(columns, rows, width, size);
    }

    private static int length(Object list) {
        return switch (list) {
            case null -> 0;
            case List<?> elements -> elements.size();
            default -> Array.getLength(list);
        };
    }

    private List<Object> cells(Object list) {
        if (list == null || list instanceof List<?>) {
            return list == null ? List.of() : first((List<?>) list, Table.MAX_COLUMNS);
        }
        List<Object> cells = new ArrayList<>();
        for (int i = 0; i < Math.min(Array.getLength(list), Table.MAX_COLUMNS); i++) {
            cells.add(Array.get(list, i));
        }
        return cells;
    }
}
