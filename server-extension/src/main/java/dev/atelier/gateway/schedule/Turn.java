package dev.atelier.gateway.schedule;

import dev.atelier.api.ScheduleAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to be done about the time of a schedule that has come, judged from facts alone.
 *
 * <p>A stop that was missed is done late, for as long as nobody wanted anything else since: the instance would run on, and cost,
 * until somebody sees it. A start that was missed is done within {@link #STARTS_LATE} only: it is for people who come at
 * that time, and hours later it would run for nobody, all instances at once.
 */
public sealed interface Turn {
    /** How long a stop waits for what is at work there. */
    Duration PATIENCE = Duration.ofMinutes(30);
    /** For a gateway that was just being restarted, or a computer that was. */
    Duration STARTS_LATE = Duration.ofMinutes(15);

    /** The instance is as the schedule wants it. */
    record Nothing() implements Turn {}

    record Start() implements Turn {}

    record Stop() implements Turn {}

    /** It can't be done yet, or must not. */
    record Wait(Instant until, String why) implements Turn {}

    /** It is too late for a start. */
    record Missed(Duration by) implements Turn {}

    /**
     * What is judged.
     *
     * @param due when it should have been done
     * @param seen when the gateway first saw that it is due
     * @param wanted whether somebody wants the instance to run
     * @param keptUntil until when a person keeps it running
     * @param atWork what is at work there, which a stop would end; or that nobody knows
     */
    record Facts(
            ScheduleAction action,
            boolean force,
            Instant now,
            Instant due,
            Instant seen,
            boolean wanted,
            Optional<Instant> keptUntil,
            Optional<String> atWork) {}

    static Turn judge(Facts facts) {
        return switch (facts.action()) {
            case START -> start(facts);
            case STOP -> stop(facts);
        };
    }

    private static Turn start(Facts facts) {
        Duration late = Duration.between(facts.due(), facts.now());
        if (facts.wanted()) {
            return new Nothing();
        }
        return late.compareTo(STARTS_LATE) > 0 ? new Missed(late) : new Start();
    }

    private static Turn stop(Facts facts) {
        if (!facts.wanted()) {
            return new Nothing();
        }
        if (facts.force()) {
            return new Stop();
        }
        Optional<Instant> kept = facts.keptUntil().filter(facts.now()::isBefore);
        if (kept.isPresent()) {
            return new Wait(kept.orElseThrow(), "it is kept running");
        }
        // From when it was seen, not from when it was due: nobody had a word of it while the gateway was down.
        Instant end = facts.seen().plus(PATIENCE);
        return facts.atWork()
                .filter(work -> facts.now().isBefore(end))
                .<Turn>map(work -> new Wait(end, work))
                .orElseGet(Stop::new);
    }
}
