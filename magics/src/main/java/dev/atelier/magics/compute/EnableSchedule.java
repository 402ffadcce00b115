package dev.atelier.magics.compute;

import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute schedule enable}. */
@Command(name = "enable", description = "Let a schedule do what it says again, from now on.")
final class EnableSchedule implements Callable<Schedule> {
    @ParentCommand
    private ScheduleCommand parent;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            completionCandidates = Names.Instances.class,
            description = "The instance.")
    private String name;

    @Parameters(index = "1", paramLabel = "SCHEDULE", description = "See: compute schedule list NAME.")
    private String schedule;

    @Override
    public Schedule call() {
        Schedule turned = parent.session().ask(client -> client.turnSchedule(name, schedule, ScheduleState.ENABLED));
        parent.session()
                .context()
                .print(name + ", schedule " + turned.name() + ": "
                        + ScheduleWords.of(turned, Instant.now(), ZoneId.systemDefault()) + ".\n");
        return turned;
    }
}
