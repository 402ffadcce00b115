package dev.atelier.magics.compute;

import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code %compute schedule disable}. */
@Command(name = "disable", description = "Let a schedule do nothing for a while.")
final class DisableSchedule implements Callable<Schedule> {
    @ParentCommand
    private ScheduleCommand parent;

    @Mixin
    private OneSchedule one;

    @Override
    public Schedule call() {
        return parent.change(
                one.instance(), client -> client.turnSchedule(one.instance(), one.schedule(), ScheduleState.DISABLED));
    }
}
