package dev.atelier.magics.compute;

import dev.atelier.magics.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The verbs of {@code %compute schedule}. */
@Command(
        name = "schedule",
        description = "When an instance is started and stopped.",
        subcommands = {
            AddSchedule.class,
            ListSchedules.class,
            RemoveSchedule.class,
            EnableSchedule.class,
            DisableSchedule.class
        })
final class ScheduleCommand {
    @ParentCommand
    private Compute compute;

    Session session() {
        return compute.session();
    }
}
