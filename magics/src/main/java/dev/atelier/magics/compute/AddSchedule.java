package dev.atelier.magics.compute;

import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleAction;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.Trigger;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code %compute schedule add}. */
@Command(name = "add", description = "Start or stop an instance at certain times.")
final class AddSchedule implements Callable<Schedule> {
    @ParentCommand
    private ScheduleCommand parent;

    @Parameters(paramLabel = "NAME", completionCandidates = Names.Instances.class, description = "The instance.")
    private String name;

    @ArgGroup(multiplicity = "1")
    private Times times;

    /** One of the two. */
    private static final class Times {
        @Option(
                names = "--stop",
                paramLabel = "CRON",
                description = "When it is stopped: minute, hour, day, month, day of the week, like \"0 18 * * 1-5\".")
        private Optional<String> stop = Optional.empty();

        @Option(names = "--start", paramLabel = "CRON", description = "When it is started, like \"0 9 * * 1-5\".")
        private Optional<String> start = Optional.empty();

        ScheduleAction action() {
            return stop.isPresent() ? ScheduleAction.STOP : ScheduleAction.START;
        }

        String expression() {
            return stop.or(() -> start).orElseThrow();
        }
    }

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "Like Europe/Berlin, or \"W. Europe Standard Time\"; UTC if left out.")
    private Optional<String> zone = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "SCHEDULE",
            description = "What the schedule is called; one that is called so already is replaced.")
    private Optional<String> schedule = Optional.empty();

    @Option(names = "--force", description = "Stop it though kernels or jobs are at work there.")
    private boolean force;

    @Override
    public Schedule call() {
        Trigger trigger = new Trigger.Cron(times.expression(), zone.orElse(Trigger.UTC), Optional.empty());
        ScheduleSpec spec = ScheduleSpec.of(times.action(), trigger);
        return parent.change(
                name,
                client -> client.schedule(
                        name,
                        schedule.orElseGet(() -> free(client.schedules(name).stream()
                                .map(Schedule::name)
                                .collect(Collectors.toSet()))),
                        force ? spec.forced() : spec));
    }

    /** {@code stop}, {@code stop-2}, … */
    private String free(Set<String> taken) {
        String action = times.action().toString();
        return Stream.iterate(1, n -> n + 1)
                .map(n -> n == 1 ? action : action + "-" + n)
                .filter(free -> taken.stream().noneMatch(free::equalsIgnoreCase))
                .findFirst()
                .orElseThrow();
    }
}
