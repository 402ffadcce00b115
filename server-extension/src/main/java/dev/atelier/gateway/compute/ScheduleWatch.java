package dev.atelier.gateway.compute;

import dev.atelier.api.InstanceState;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleAction;
import dev.atelier.api.ScheduleState;
import dev.atelier.api.Trigger;
import dev.atelier.gateway.schedule.Runs;
import dev.atelier.gateway.schedule.Turn;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has instances started and stopped when their schedules say so. What has been dealt with is in the store, so a gateway that was
 * down sees what it missed; of several times that have come the latest counts, whichever schedule it is of.
 *
 * <p>Threads: one virtual thread waits for the next time of all schedules; requests ask what is to come.
 */
public final class ScheduleWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ScheduleWatch.class.getName());
    /** Where a stop and a start fall together nobody loses anything by a start. */
    private static final Comparator<Due> LATEST = Comparator.comparing(Due::on)
            .thenComparing(due -> due.schedule().spec().requiredAction() == ScheduleAction.START);

    /** What a stop waits for may end at any time, and few wait. */
    private static final Duration WHILE_ONE_WAITS = Duration.ofSeconds(10);

    private final InstanceStore instances;
    private final ScheduleStore store;
    private final Computes computes;
    private final Reconciler reconciler;
    private final ActivityQuestions questions;
    private final IdleWatch.Pace pace;
    private final Map<Trigger, Runs> runs = new ConcurrentHashMap<>();
    private final Map<String, Turn.Wait> waiting = new ConcurrentHashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Thread watch = Thread.ofVirtual().name("schedule-watch").unstarted(this::watch);

    /** @param pace what time it is, how often is asked whether what a stop waits for has ended */
    public ScheduleWatch(
            InstanceStore instances,
            Computes computes,
            Agents agents,
            Reconciler reconciler,
            Occupation occupation,
            IdleWatch.Pace pace) {
        this.instances = instances;
        this.store = instances.schedules();
        this.computes = computes;
        this.reconciler = reconciler;
        this.questions = new ActivityQuestions(agents, occupation);
        this.pace = pace;
    }

    /** A time that has come, of this schedule. */
    private record Due(InstanceRecord instance, ScheduleRecord schedule, Instant on) {}

    public void start() {
        reconciler.afterStart(this::lookSoon); // of a new gateway no agent has answered before
        watch.start();
    }

    /** Something was decided about a schedule: the next time may be another one. */
    void lookSoon() {
        news.release();
    }

    Instant now() {
        return pace.clock().instant();
    }

    /** What its schedules are about to do. */
    public List<Schedule> outlook(InstanceRecord instance) {
        Instant now = now();
        return store.of(instance.name()).stream()
                .map(schedule -> shown(schedule, now))
                .toList();
    }

    private Schedule shown(ScheduleRecord schedule, Instant now) {
        Runs times = runs(schedule);
        boolean enabled = schedule.spec().enabled();
        Optional<Instant> due = enabled ? times.latest(schedule.done(), now) : Optional.empty();
        return new Schedule(
                schedule.name(),
                schedule.spec().requiredAction(),
                enabled ? ScheduleState.ENABLED : ScheduleState.DISABLED,
                schedule.spec().requiredTrigger(),
                schedule.spec().force().orElse(false),
                times.zone().getId(),
                enabled ? due.or(() -> times.next(now)) : Optional.empty(),
                due.flatMap(time -> Optional.ofNullable(waiting.get(key(schedule))))
                        .map(Turn.Wait::until),
                schedule.note());
    }

    private Runs runs(ScheduleRecord schedule) {
        return runs.computeIfAbsent(schedule.spec().requiredTrigger(), Runs::of);
    }

    private static String key(ScheduleRecord schedule) {
        return schedule.compute() + "/" + schedule.name();
    }

    private void watch() {
        try {
            while (true) {
                Duration pause = tryToLook();
                news.tryAcquire(Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS);
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the schedule watch was told to end");
        }
    }

    /** The border: what can't be read or written now is looked at again. */
    private Duration tryToLook() throws InterruptedException {
        try {
            return look();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "schedules can't be looked at; looking again soon", e);
            return pace.every();
        }
    }

    /** Does what is due; says after what time to look again. */
    private Duration look() throws InterruptedException {
        List<ScheduleRecord> all = store.all();
        Instant now = now(); // later than whatever was read, unless the clock was set
        if (all.stream().anyMatch(schedule -> schedule.isAheadOf(now))) {
            LOG.log(Level.WARNING, "the clock was set back; schedules count from now on");
            store.clockWasAhead(now);
            all = store.all();
        }
        return look(all, now);
    }

    private Duration look(List<ScheduleRecord> all, Instant now) throws InterruptedException {
        runs.keySet()
                .retainAll(all.stream().map(s -> s.spec().requiredTrigger()).collect(Collectors.toSet()));
        waiting.keySet().retainAll(all.stream().map(ScheduleWatch::key).collect(Collectors.toSet()));
        Map<String, List<Due>> due = due(all, now);
        Map<String, Activity> activities = questions.ask(asked(due));
        for (List<Due> ofOne : due.values()) {
            tryToAct(ofOne, activities, now);
        }
        Duration longest = waiting.isEmpty() ? pace.every() : shorter(pace.every(), WHILE_ONE_WAITS);
        return all.stream()
                .filter(schedule -> schedule.spec().enabled())
                .flatMap(schedule -> runs(schedule).next(now).stream())
                .min(Comparator.naturalOrder())
                .map(next -> Duration.between(now(), next))
                .map(pause -> shorter(pause, longest)) // this computer may sleep, or its clock be set
                .orElse(longest);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Map<String, List<Due>> due(List<ScheduleRecord> all, Instant now) {
        Map<String, List<Due>> due = new HashMap<>();
        for (ScheduleRecord schedule : all) {
            Optional<InstanceRecord> instance = instances.find(schedule.compute());
            if (schedule.spec().enabled() && instance.isPresent()) {
                runs(schedule)
                        .latest(schedule.done(), now)
                        .map(on -> new Due(instance.orElseThrow(), schedule, on))
                        .ifPresent(d -> due.merge(schedule.compute(), List.of(d), ScheduleWatch::joined));
            }
        }
        return due;
    }

    private static <T> List<T> joined(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Those whose answer decides something. */
    private static Set<String> asked(Map<String, List<Due>> due) {
        return due.values().stream()
                .map(ofOne -> ofOne.stream().max(LATEST).orElseThrow())
                .filter(latest ->
                        latest.instance().wanted() && latest.schedule().spec().requiredAction() == ScheduleAction.STOP)
                .map(latest -> latest.instance().name())
                .collect(Collectors.toSet());
    }

    /** The border: what goes wrong with one instance must not keep the others from their times. */
    private void tryToAct(List<Due> due, Map<String, Activity> activities, Instant now) {
        Due latest = due.stream().max(LATEST).orElseThrow();
        try {
            due.stream()
                    .filter(other -> !other.equals(latest))
                    .forEach(other -> done(other, "Superseded", Optional.empty()));
            act(latest, atWork(latest.instance(), activities), now);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> key(latest.schedule()) + " could not be done; trying again soon", e);
        }
    }

    private static Optional<String> atWork(InstanceRecord instance, Map<String, Activity> activities) {
        if (instance.state() != InstanceState.RUNNING) {
            return Optional.of("it is " + instance.state());
        }
        return Optional.ofNullable(activities.get(instance.name()))
                .map(activity -> Optional.of(Idleness.kernelsAndJobs(activity))
                        .filter(uses -> !uses.isEmpty())
                        .map(uses -> String.join(", ", uses)))
                .orElse(Optional.of("its agent has not answered"));
    }

    private void act(Due due, Optional<String> atWork, Instant now) {
        InstanceRecord instance = due.instance();
        ScheduleRecord schedule = due.schedule();
        Instant seen = schedule.seen().orElse(now);
        Turn turn = Turn.judge(new Turn.Facts(
                schedule.spec().requiredAction(),
                schedule.spec().force().orElse(false),
                now,
                due.on(),
                seen,
                instance.wanted(),
                instance.idle().keptUntil(),
                atWork));
        switch (turn) {
            case Turn.Nothing _ -> done(due, "Done", Optional.empty());
            case Turn.Stop _ -> stop(due, atWork);
            case Turn.Start _ -> start(due, now);
            case Turn.Wait wait -> {
                waiting.put(key(schedule), wait);
                store.waits(schedule, seen, wait.why());
            }
            case Turn.Missed missed ->
                done(
                        due,
                        "Missed",
                        Optional.of(schedule.seen()
                                .flatMap(_ -> schedule.note())
                                .map(why -> "was not started: " + why)
                                .orElse("was not started: the gateway came " + Idleness.words(missed.by())
                                        + " too late, which is more than "
                                        + Idleness.words(Turn.STARTS_LATE))));
        }
    }

    private void stop(Due due, Optional<String> atWork) {
        String waited = atWork.map(work -> ", though " + work).orElse("");
        if (instances.stopPlanned(
                due.instance(), "Stopped by schedule “" + due.schedule().name() + "”" + waited + ".")) {
            done(due, "Done", Optional.empty());
            reconciler.wake(due.instance().name());
        }
    }

    /** With what its owner may by then; where it is refused it is tried again for as long as a start may be late. */
    private void start(Due due, Instant now) {
        InstanceRecord instance = due.instance();
        try {
            computes.startPlanned(instance);
            done(due, "Done", Optional.empty());
        } catch (ProblemException e) {
            store.waits(due.schedule(), now, e.getMessage());
        }
    }

    private void done(Due due, String state, Optional<String> note) {
        waiting.remove(key(due.schedule()));
        store.done(due.schedule(), due.on(), state, note);
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
