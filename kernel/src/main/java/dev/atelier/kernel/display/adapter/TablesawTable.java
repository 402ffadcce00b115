package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Adapter;
import dev.atelier.kernel.display.Bundle;
import java.util.ArrayList;
import java.util.List;

/** Tablesaw's tables, slices and views. */
final class TablesawTable implements Adapter {

    @Override
    public Bundle render(Object value) throws ReflectiveOperationException {
        Foreign table = new Foreign(value, "tech.tablesaw.table.Relation");
        List<String> names = new ArrayList<>();
        for (Object name : (List<?>) table.call("columnNames")) {
            names.add(String.valueOf(name));
        }
        List<Foreign> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(table.follow("column", i));
        }
        return Frames.bundle(
                names,
                table.number("rowCount"),
                // A missing text is an empty one to get().
                (row, column) ->
                        (boolean) columns.get(column).call("isMissing", row) ? null : table.call("get", row, column),
                value.toString());
    }
}
