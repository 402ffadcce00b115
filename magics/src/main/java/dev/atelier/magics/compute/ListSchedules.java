package dev.atelier.magics.compute;

import dev.atelier.api.Schedule;
import dev.atelier.magics.show.Cell;
import dev.atelier.magics.show.Table;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute schedule list}. */
@Command(name = "list", description = "List when an instance is started and stopped.")
final class ListSchedules implements Callable<List<Schedule>> {
    @ParentCommand
    private ScheduleCommand parent;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @Override
    public List<Schedule> call() {
        List<Schedule> schedules = parent.session().ask(client -> client.schedules(name));
        Table table = new Table("There are no schedules.", "SCHEDULE", "ACTION", "WHEN", "NEXT");
        for (Schedule schedule : schedules) {
            table.add(
                    Cell.of(schedule.name()),
                    Cell.of(schedule.action()),
                    Cell.of(ScheduleWords.when(schedule)),
                    Cell.of(ScheduleWords.of(schedule, Instant.now(), ZoneId.systemDefault())));
        }
        parent.session().context().show(table.rendering());
        return schedules;
    }
}
