package dev.atelier.kernel.display;

import java.util.List;

/**
 * The first rows of something that is read as a table.
 *
 * @param columns names of the columns that are shown
 * @param rows cells in the columns' order; all rows are as wide as {@code columns}
 * @param allColumns how many columns there are
 * @param allRows how many rows there are
 */
public record Table(List<String> columns, List<List<Cell>> rows, int allColumns, long allRows) {
    public static final int MAX_ROWS = 200;
    public static final int MAX_COLUMNS = 50;

    /**
     * A value in a few words.
     *
     * @param text not escaped
     */
    public record Cell(String text, Kind kind) {
        public static Cell of(Object value) {
            return switch (value) {
                case null -> new Cell("null", Kind.NULL);
                case Number number -> new Cell(Plain.brief(number), Kind.NUMBER);
                default -> new Cell(Plain.brief(value), Kind.TEXT);
            };
        }

        /** Where there is no value at all, which is not the same as {@code null}. */
        public static Cell absent() {
            return new Cell("", Kind.ABSENT);
        }

        static Cell failed(Throwable thrown) {
            return new Cell("⚠ " + thrown.getClass().getSimpleName(), Kind.NULL);
        }
    }

    /** What a cell holds. */
    public enum Kind {
        TEXT,
        NUMBER,
        NULL,
        ABSENT
    }

    /** Whether a column holds numbers, apart from holes. */
    boolean numeric(int column) {
        boolean any = false;
        for (List<Cell> row : rows) {
            Kind kind = row.get(column).kind();
            if (kind == Kind.TEXT) {
                return false;
            }
            any |= kind == Kind.NUMBER;
        }
        return any;
    }
}
