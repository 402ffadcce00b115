package dev.atelier.gateway.compute;

import dev.atelier.api.IdleShutdown;
import dev.atelier.api.InstanceState;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Has instances stopped that nobody has used for the time that was chosen for them. Who does not answer is left alone, and
 * who is to be stopped is asked once more just before.
 *
 * <p>Threads: one virtual thread asks; requests read what it heard last.
 */
public final class IdleWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(IdleWatch.class.getName());

    private final InstanceStore store;
    private final Reconciler reconciler;
    private final ActivityQuestions questions;
    private final Pace pace;
    private final Map<String, Activity> heard = new ConcurrentHashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Thread watch = Thread.ofVirtual().name("idle-watch").unstarted(this::watch);

    /**
     * How often is asked, what time it is, and what counts.
     *
     * @param every how long after the answers the next questions are asked
     */
    public record Pace(InstantSource clock, Duration every, Idleness idleness) {
        public static Pace standard() {
            return new Pace(InstantSource.system(), Duration.ofMinutes(1), Idleness.STANDARD);
        }
    }

    public IdleWatch(InstanceStore store, Agents agents, Reconciler reconciler, Occupation occupation, Pace pace) {
        this.store = store;
        this.reconciler = reconciler;
        this.questions = new ActivityQuestions(agents, occupation);
        this.pace = pace;
    }

    public void start() {
        reconciler.afterStart(this::lookSoon);
        watch.start();
    }

    /** Something was decided about an instance: asks soon. */
    void lookSoon() {
        news.release();
    }

    Instant now() {
        return pace.clock().instant();
    }

    /** Whether and when it is stopped, as things are; empty where it is never, or does not run. */
    public Optional<IdleShutdown> outlook(InstanceRecord instance) {
        Optional<Instant> kept = instance.idle().keptUntil().filter(now()::isBefore);
        return judge(instance, Optional.ofNullable(heard.get(instance.name()))).map(verdict -> switch (verdict) {
            case Verdict.Undecided(String why) -> stays(kept, why);
            case Verdict.Used(String why) -> stays(kept, why);
            case Verdict.Waits(Instant since, Instant stops, String why) -> stops(stops, since, kept, why);
            case Verdict.Due(Instant since, Instant stops, String why) -> stops(stops, since, kept, why);
        });
    }

    private static IdleShutdown stays(Optional<Instant> kept, String why) {
        return new IdleShutdown(Optional.empty(), Optional.empty(), kept, why);
    }

    private static IdleShutdown stops(Instant stops, Instant since, Optional<Instant> kept, String why) {
        return new IdleShutdown(Optional.of(stops), Optional.of(since), kept, why);
    }

    /** Empty where there is nothing to judge: it has no rule, or is not as it should be. */
    private Optional<Verdict> judge(InstanceRecord instance, Optional<Activity> activity) {
        if (instance.state() != InstanceState.RUNNING || instance.desired() != Desired.RUNNING) {
            return Optional.empty();
        }
        Instant now = now();
        Instant written = instance.idle().active().orElse(instance.created());
        Instant known = written.isAfter(now) ? now : written; // the clock was ahead when it was written
        return instance.idle()
                .minutes()
                .map(minutes -> pace.idleness()
                        .judge(new Idleness.Facts(
                                now,
                                Duration.ofMinutes(minutes),
                                instance.idle().keptUntil(),
                                known,
                                activity)));
    }

    private void watch() {
        try {
            while (true) {
                tryToLook();
                news.tryAcquire(pace.every().toMillis(), TimeUnit.MILLISECONDS);
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the idle watch was told to end");
        }
    }

    /** The border: what can't be read or written now is looked at again. */
    private void tryToLook() throws InterruptedException {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "whether instances are idle can't be told; looking again soon", e);
        }
    }

    private void look() throws InterruptedException {
        List<InstanceRecord> watched = store.all().stream()
                .filter(instance -> judge(instance, Optional.empty()).isPresent())
                .toList();
        Set<String> names = watched.stream().map(InstanceRecord::name).collect(Collectors.toSet());
        Map<String, Activity> answers = questions.ask(names);
        heard.keySet().retainAll(answers.keySet());
        heard.putAll(answers);
        for (InstanceRecord instance : watched) {
            Optional<Activity> activity = Optional.ofNullable(answers.get(instance.name()));
            tryToStop(instance, activity);
        }
    }

    /** The border: what goes wrong with one instance must not keep the others from being judged. */
    private void tryToStop(InstanceRecord instance, Optional<Activity> activity) throws InterruptedException {
        try {
            if (due(instance, activity).isPresent()) {
                askAgainAndStop(instance.name());
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> instance.name() + ": whether it is idle can't be told; looking again soon", e);
        }
    }

    /** Empty where it is not to be stopped; writes down then when it was used, which its agent may forget. */
    private Optional<Verdict.Due> due(InstanceRecord instance, Optional<Activity> activity) {
        return judge(instance, activity).flatMap(verdict -> {
            Instant now = now();
            switch (verdict) {
                case Verdict.Used _ -> store.active(instance.name(), now, now);
                case Verdict.Waits waits -> store.active(instance.name(), waits.since(), now);
                case Verdict.Due due -> {
                    return Optional.of(due);
                }
                case Verdict.Undecided _ -> LOG.log(Level.DEBUG, () -> instance.name() + ": nothing is decided");
            }
            return Optional.empty();
        });
    }

    /** Somebody may have begun something since the instance was asked. */
    private void askAgainAndStop(String name) throws InterruptedException {
        Optional<InstanceRecord> instance = store.find(name); // first, so that what is decided meanwhile counts
        Optional<Activity> activity =
                Optional.ofNullable(questions.ask(Set.of(name)).get(name));
        instance.ifPresent(judged -> due(judged, activity).ifPresent(due -> {
            if (store.stopIdle(judged, reason(due))) {
                heard.remove(name);
                reconciler.wake(name);
            }
        }));
    }

    private String reason(Verdict.Due due) {
        return "Idle for " + Idleness.words(Duration.between(due.since(), now())) + ": " + due.why() + ".";
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
