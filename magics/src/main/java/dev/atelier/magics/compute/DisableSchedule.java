package dev.atelier.magics.compute;

import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute schedule disable}. */
@Command(name = "disable", description = "Let a schedule do nothing for a while.")
final class DisableSchedule implements Callable<Schedule> {
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
        Schedule turned = parent.session().ask(client -> client.turnSchedule(name, schedule, ScheduleState.DISABLED));
        parent.session()
                .context()
                .print(name + ", schedule " + turned.name() + ": "
                        + ScheduleWords.of(turned, Instant.now(), ZoneId.systemDefault()) + ".\n");
        return turned;
    }
}
