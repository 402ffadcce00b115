package dev.atelier.kernel.display.adapter;

import dev.atelier.kernel.display.Adapter;
import dev.atelier.kernel.display.Bundle;
import java.util.ArrayList;
import java.util.List;

/** DFLib's data frames. */
final class DflibFrame implements Adapter {

    @Override
    public Bundle render(Object value) throws ReflectiveOperationException {
        Foreign frame = new Foreign(value, "org.dflib.DataFrame");
        List<String> names = List.of((String[]) frame.follow("getColumnsIndex").call("toArray"));
        List<Foreign> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(frame.follow("getColumn", i));
        }
        return Frames.bundle(
                names,
                frame.number("height"),
                (row, column) -> columns.get(column).call("get", row),
                value.toString());
    }
}
