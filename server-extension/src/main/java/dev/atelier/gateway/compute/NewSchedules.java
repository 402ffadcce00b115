package dev.atelier.gateway.compute;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.SchedulesSpec;
import dev.atelier.api.Trigger;
import dev.atelier.gateway.schedule.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people write becomes schedules that can be: each with a name, an action, and a trigger that comes at some time. */
final class NewSchedules {
    static final int MOST = 20;

    private NewSchedules() {}

    /** The instance with its schedules as they are kept. */
    static InstanceSpec in(InstanceSpec spec, Instant now) {
        return spec.schedules()
                .map(plan -> spec.withSchedules(new SchedulesSpec(whole(plan.startStop(), now))))
                .orElse(spec);
    }

    private static List<ScheduleSpec> whole(List<ScheduleSpec> wanted, Instant now) {
        requireRoom(wanted.size());
        List<ScheduleSpec> whole = new ArrayList<>();
        for (ScheduleSpec spec : named(wanted)) {
            whole.add(whole(spec, now));
        }
        return whole;
    }

    private static List<ScheduleSpec> named(List<ScheduleSpec> wanted) {
        Set<String> taken = wanted.stream()
                .flatMap(spec -> spec.name().stream())
                .map(NewSchedules::key)
                .collect(Collectors.toSet());
        if (taken.size() < wanted.stream().filter(s -> s.name().isPresent()).count()) {
            throw Problem.of(400, Trigger.BAD, "Two schedules have the same name.", "Give each another, or none.")
                    .asException();
        }
        List<ScheduleSpec> named = new ArrayList<>();
        for (ScheduleSpec spec : wanted) {
            String name = spec.name().orElseGet(() -> free(spec, taken));
            taken.add(key(name));
            named.add(spec.named(name));
        }
        return named;
    }

    /** {@code stop}, {@code stop-2}, … */
    private static String free(ScheduleSpec spec, Set<String> taken) {
        String action = spec.requiredAction().toString();
        return Stream.iterate(1, n -> n + 1)
                .map(n -> n == 1 ? action : action + "-" + n)
                .filter(Predicate.not(taken::contains))
                .findFirst()
                .orElseThrow();
    }

    /** The same without their names, where those are drawn alike when the schedules are made anew. */
    static List<ScheduleSpec> withoutDrawnNames(List<ScheduleSpec> kept) {
        List<ScheduleSpec> unnamed = kept.stream().map(ScheduleSpec::unnamed).toList();
        return named(unnamed).equals(kept) ? unnamed : kept;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** @throws dev.atelier.api.ProblemException {@code bad-schedule} (400) */
    static ScheduleSpec whole(ScheduleSpec spec, Instant now) {
        spec.requiredAction();
        Trigger trigger = Runs.whole(spec.requiredTrigger(), now);
        if (Runs.of(trigger).next(now).isEmpty()) {
            throw Problem.of(
                            400,
                            Trigger.BAD,
                            "The schedule's time never comes.",
                            "Look at its days and months: there is no 30th of February.")
                    .asException();
        }
        return spec.withTrigger(trigger);
    }

    static void requireRoom(int count) {
        if (count > MOST) {
            throw Problem.of(
                            429,
                            "too-many-schedules",
                            "An instance has at most " + MOST + " schedules.",
                            "Remove one that is not needed any more.")
                    .asException();
        }
    }

    /** Whether somebody asks for others than there are. */
    static boolean differ(InstanceSpec wanted, List<ScheduleRecord> there) {
        return wanted.schedules()
                .map(plan -> !same(named(plan.startStop()), there))
                .orElse(false);
    }

    private static boolean same(List<ScheduleSpec> wanted, List<ScheduleRecord> there) {
        return wanted.size() == there.size()
                && wanted.stream()
                        .allMatch(spec -> there.stream()
                                .filter(known ->
                                        key(known.name()).equals(key(spec.name().orElseThrow())))
                                .anyMatch(known -> asKept(spec, known.spec()).equals(known.spec())));
    }

    /** What was not said is as it was decided then. */
    private static ScheduleSpec asKept(ScheduleSpec spec, ScheduleSpec known) {
        Optional<Trigger> trigger = spec.trigger()
                .map(t -> t instanceof Trigger.Recurrence recurrence
                        ? known.requiredTrigger()
                                .begins()
                                .map(recurrence::beginning)
                                .orElse(recurrence)
                        : t);
        return trigger.map(spec::withTrigger).orElse(spec).named(known.name().orElseThrow());
    }
}
