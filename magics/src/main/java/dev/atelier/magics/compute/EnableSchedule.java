package dev.atelier.magics.compute;

import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code %compute schedule enable}. */
@Command(name = "enable", description = "Let a schedule do what it says again, from now on.")
final class EnableSchedule implements Callable<Schedule> {
    @ParentCommand
    private ScheduleCommand parent;

    @Mixin
    private OneSchedule one;

    @Override
    public Schedule call() {
        return parent.change(
                one.instance(), client -> client.turnSchedule(one.instance(), one.schedule(), ScheduleState.ENABLED));
    }
}
