package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.kernel.magic.Rendering;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Instances, a row each. */
final class InstanceTable {
    private InstanceTable() {}

    static Rendering of(List<Instance> instances) {
        Table table = new Table(
                "There are no instances.",
                "NAME",
                "OWNER",
                "STATE",
                "SIZE",
                "PROVIDER",
                "KERNELS",
                "JOBS",
                "SINCE",
                "NEXT");
        Instant now = Instant.now();
        for (Instance i : instances) {
            table.add(
                    Cell.of(i.name()),
                    Cell.of(i.owner()),
                    Cell.of(i.state(), Tone.of(i.state())),
                    Cell.of(i.size()),
                    Cell.of(i.provider()),
                    Cell.of(i.kernels()),
                    Cell.of(i.jobs()),
                    Cell.of(Ages.since(i.since())),
                    Cell.of(ScheduleWords.next(i, now, ZoneId.systemDefault())));
        }
        return table.rendering();
    }
}
