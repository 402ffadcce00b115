package dev.atelier.gateway.compute;

import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.ScheduleState;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.identity.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** When an instance is started and stopped, as its owner decides; an owner of the workspace may too. */
public final class Schedules {
    private final InstanceStore instances;
    private final ScheduleStore store;
    private final Computes computes;
    private final ScheduleWatch watch;

    public Schedules(InstanceStore instances, Computes computes, ScheduleWatch watch) {
        this.instances = instances;
        this.store = instances.schedules();
        this.computes = computes;
        this.watch = watch;
    }

    public List<Schedule> of(String instance) {
        return watch.outlook(computes.require(instance));
    }

    /** Adds one, or puts it in the place of that of the same name; times that have passed are none of its. */
    public Schedule put(Principal who, String name, String schedule, ScheduleSpec spec) {
        InstanceRecord instance = owned(who, name);
        Names.require("schedule", schedule);
        Instant now = now();
        ScheduleSpec whole = NewSchedules.whole(spec.named(schedule), now);
        instances.change(instance, (h, _) -> {
            List<ScheduleRecord> there = ScheduleStore.of(h, instance.name());
            if (named(there, schedule).isEmpty()) {
                NewSchedules.requireRoom(there.size() + 1);
            }
            return ScheduleStore.put(h, instance.name(), whole, Timestamps.format(now));
        });
        return told(instance, schedule);
    }

    /** Whether it does anything from now on. */
    public Schedule turn(Principal who, String name, String schedule, ScheduleState state) {
        InstanceRecord instance = owned(who, name);
        String now = Timestamps.format(now());
        // Read where it is written: another may have changed what it does.
        instances.change(
                instance,
                (h, _) -> named(ScheduleStore.of(h, instance.name()), schedule)
                        .map(ScheduleRecord::spec)
                        .filter(known -> known.enabled() != (state == ScheduleState.ENABLED))
                        .map(known -> ScheduleStore.put(h, instance.name(), known.withState(state), now)));
        return told(instance, schedule);
    }

    public void remove(Principal who, String name, String schedule) {
        InstanceRecord instance = owned(who, name);
        if (!instances.change(instance, (h, _) -> ScheduleStore.remove(h, instance.name(), schedule))) {
            throw unknown(instance, schedule);
        }
        watch.lookSoon();
    }

    private InstanceRecord owned(Principal who, String name) {
        InstanceRecord instance = computes.require(name);
        computes.requireOwner(who, instance);
        Computes.requireNotLocal(instance.name(), "started or stopped by a schedule");
        return instance;
    }

    private Schedule told(InstanceRecord instance, String schedule) {
        watch.lookSoon();
        return watch.outlook(instance).stream()
                .filter(shown -> shown.name().equalsIgnoreCase(schedule))
                .findFirst()
                .orElseThrow(() -> unknown(instance, schedule));
    }

    private static Optional<ScheduleRecord> named(List<ScheduleRecord> schedules, String name) {
        return schedules.stream()
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst();
    }

    private ProblemException unknown(InstanceRecord instance, String schedule) {
        String known =
                store.of(instance.name()).stream().map(ScheduleRecord::name).collect(Collectors.joining(", "));
        return Problem.of(
                        404,
                        "unknown-schedule",
                        "The instance “" + instance.name() + "” has no schedule “" + Names.shown(schedule) + "”.",
                        known.isEmpty()
                                ? "Add one with: `compute schedule add " + instance.name() + " --stop \"0 18 * * 1-5\"`"
                                : "It has: " + known + ".")
                .asException();
    }

    /** In the resolution that the store keeps. */
    private Instant now() {
        return watch.now().truncatedTo(ChronoUnit.MICROS);
    }
}
