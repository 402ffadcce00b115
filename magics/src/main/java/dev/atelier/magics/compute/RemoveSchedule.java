package dev.atelier.magics.compute;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute schedule remove}. */
@Command(name = "remove", description = "Forget a schedule.")
final class RemoveSchedule implements Callable<Integer> {
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
    public Integer call() {
        parent.session().tell(client -> client.removeSchedule(name, schedule));
        parent.session().context().print(name + " has no schedule " + schedule + " any more.\n");
        return 0;
    }
}
