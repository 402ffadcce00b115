package dev.atelier.magics.compute;

import dev.atelier.api.Size;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.util.List;

/** How sizes are shown. */
final class SizeTable {
    private SizeTable() {}

    static Table of(List<Size> sizes) {
        Table table = new Table(
                "There are no sizes.",
                "SIZE",
                "PROVIDER",
                "FAMILY",
                "CORES",
                "MEMORY",
                "GPUS",
                "QUOTA LEFT",
                "POOL",
                "");
        sizes.forEach(s -> table.add(
                Cell.of(s.name()),
                Cell.of(s.provider()),
                Cell.of(s.family()),
                Cell.of(s.cpus() == 0 ? "as it has" : String.valueOf(s.cpus())),
                Cell.of(s.memoryBytes() == 0 ? "as it has" : (s.memoryBytes() >> 30) + " GiB"),
                Cell.of(s.gpus()),
                s.left().map(SizeTable::left).orElseGet(() -> Cell.of("")),
                Cell.of(pool(s)),
                Cell.of(s.description())));
        return table;
    }

    private static Cell left(int more) {
        return more == 0 ? Cell.of("none", Tone.BAD) : Cell.of(more + " more", Tone.GOOD);
    }

    private static String pool(Size size) {
        return size.pool() == 0 && size.ready() == 0 ? "" : size.ready() + " of " + size.pool() + " ready";
    }
}
