package dev.atelier.magics.compute;

import dev.atelier.api.Schedule;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.magics.Session;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;
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

    /** Changes a schedule of an instance, and says what it does now. */
    Schedule change(String instance, Function<AtelierClient, Schedule> change) {
        Schedule changed = session().ask(change);
        session()
                .context()
                .print(instance + ", schedule " + changed.name() + ": "
                        + ScheduleWords.of(changed, Instant.now(), ZoneId.systemDefault()) + ".\n");
        return changed;
    }
}
