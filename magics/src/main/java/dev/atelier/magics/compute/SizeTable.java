package dev.atelier.magics.compute;

import dev.atelier.api.Size;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import java.util.List;

/** How sizes are shown. */
final class SizeTable {
    private SizeTable() {}

    static Table of(List<Size> sizes) {
        Table table = new Table("There are no sizes.", "SIZE", "PROVIDER", "CORES", "MEMORY", "GPUS", "POOL", "");
        sizes.forEach(s -> table.add(
                Cell.of(s.name()),
                Cell.of(s.provider()),
                Cell.of(s.cpus() == 0 ? "as it has" : String.valueOf(s.cpus())),
                Cell.of(s.memoryBytes() == 0 ? "as it has" : (s.memoryBytes() >> 30) + " GiB"),
                Cell.of(s.gpus()),
                Cell.of(pool(s)),
                Cell.of(s.description())));
        return table;
    }

    private static String pool(Size size) {
        return size.pool() == 0 && size.ready() == 0 ? "" : size.ready() + " of " + size.pool() + " ready";
    }
}
