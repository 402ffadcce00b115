package dev.atelier.magics.compute;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code %compute schedule remove}. */
@Command(name = "remove", description = "Forget a schedule.")
final class RemoveSchedule implements Callable<Integer> {
    @ParentCommand
    private ScheduleCommand parent;

    @Mixin
    private OneSchedule one;

    @Override
    public Integer call() {
        parent.session().tell(client -> client.removeSchedule(one.instance(), one.schedule()));
        parent.session().context().print(one.instance() + " has no schedule " + one.schedule() + " any more.\n");
        return 0;
    }
}
