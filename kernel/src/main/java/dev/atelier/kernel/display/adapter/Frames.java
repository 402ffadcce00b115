package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.display.Table;
import dev.atelier.kernel.display.TableHtml;
import java.util.ArrayList;
import java.util.List;

/** The tables of libraries, read cell by cell, as HTML. */
final class Frames {
    private Frames() {}

    /** A library's cells. */
    interface Cells {
        /** @return {@code null} where there is no value */
        Object at(int row, int column) throws ReflectiveOperationException;
    }

    /** @param text how the library itself prints it */
    static Bundle bundle(List<String> columns, int rows, Cells cells, String text) throws ReflectiveOperationException {
        List<String> shown = columns.stream().limit(Table.MAX_COLUMNS).toList();
        List<List<Table.Cell>> read = new ArrayList<>();
        for (int row = 0; row < Math.min(rows, Table.MAX_ROWS); row++) {
            List<Table.Cell> line = new ArrayList<>();
            for (int column = 0; column < shown.size(); column++) {
                line.add(Table.Cell.of(cells.at(row, column)));
            }
            read.add(line);
        }
        return Bundle.html(text, TableHtml.of(new Table(shown, read, columns.size(), rows)));
    }
}
