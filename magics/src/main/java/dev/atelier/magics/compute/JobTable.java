package dev.atelier.magics.compute;

import dev.atelier.api.Job;
import dev.atelier.kernel.magic.Rendering;
import dev.atelier.magics.show.Ages;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import dev.atelier.magics.show.Tone;
import java.util.List;

/** Jobs, a row each. */
final class JobTable {
    private JobTable() {}

    static Rendering of(List<Job> jobs) {
        Table table = new Table("There are no jobs.", "JOB", "STATE", "ON", "EXIT CODE", "CREATED", "LOG");
        for (Job j : jobs) {
            table.add(
                    Cell.of(j.name()),
                    Cell.of(j.state(), Tone.of(j.state())),
                    Cell.of(j.compute()),
                    Cell.of(j.exitCode().map(String::valueOf).orElse("")),
                    Cell.of(Ages.since(j.created()) + " ago"),
                    Cell.of(j.log()));
        }
        return table.rendering();
    }
}
