package dev.atelier.gateway.schedule;

import dev.atelier.api.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * When a trigger wants something done. A time that clocks leave out when they are put forward is done as much later as they were
 * put forward; one that they show twice when they are put back is done the first time.
 */
public final class Runs {
    /** How far is looked back at first for the latest run; doubled until one is found. */
    private static final Duration LOOK_BACK = Duration.ofHours(1);

    private final ZoneId zone;
    private final LocalTimes times;
    private final LocalDateTime begin;

    private Runs(ZoneId zone, LocalTimes times, LocalDateTime begin) {
        this.zone = zone;
        this.times = times;
        this.begin = begin;
    }

    /**
     * @param trigger a recurrence says from when it is counted
     * @throws dev.atelier.api.ProblemException {@code bad-schedule} (400) where its expression or time zone does not exist
     */
    public static Runs of(Trigger trigger) {
        ZoneId zone = TimeZones.zone(trigger.timeZone());
        LocalDateTime begin = trigger.begins().orElse(LocalDateTime.MIN);
        return switch (trigger) {
            case Trigger.Cron cron -> new Runs(zone, new CronTimes(cron.expression()), begin);
            case Trigger.Recurrence recurrence -> {
                LocalDateTime first = recurrence.begins().orElseThrow();
                yield new Runs(zone, new RecurrenceTimes(recurrence, first), begin);
            }
        };
    }

    /** The trigger with what the time now decides: from when a recurrence is counted that did not say so. */
    public static Trigger whole(Trigger trigger, Instant now) {
        return switch (trigger) {
            case Trigger.Cron cron -> cron;
            case Trigger.Recurrence recurrence ->
                recurrence.beginning(now.atZone(TimeZones.zone(recurrence.timeZone()))
                        .toLocalDateTime()
                        .truncatedTo(ChronoUnit.MINUTES));
        };
    }

    public ZoneId zone() {
        return zone;
    }

    /** The first run after this time; empty where none ever comes. */
    public Optional<Instant> next(Instant after) {
        Optional<LocalDateTime> local = localNext(searchedFrom(after));
        while (local.isPresent()) {
            Instant run = instant(local.orElseThrow());
            if (run.isAfter(after)) {
                return Optional.of(earliest(local.orElseThrow(), run, after));
            }
            local = localNext(local.orElseThrow());
        }
        return Optional.empty();
    }

    /** One that clocks leave out is done late, and others may come before it. */
    private Instant earliest(LocalDateTime local, Instant run, Instant after) {
        LocalDateTime done = run.atZone(zone).toLocalDateTime();
        Instant earliest = run;
        Optional<LocalDateTime> other = localNext(local);
        while (other.filter(done::isAfter).isPresent()) {
            Instant then = instant(other.orElseThrow());
            if (then.isAfter(after) && then.isBefore(earliest)) {
                earliest = then;
            }
            other = localNext(other.orElseThrow());
        }
        return earliest;
    }

    private Instant instant(LocalDateTime local) {
        return local.atZone(zone).toInstant();
    }

    private Optional<LocalDateTime> localNext(LocalDateTime after) {
        return times.next(after.isBefore(begin) ? begin.minusNanos(1) : after);
    }

    /** What clocks have just left out is still to come for as long as they were put forward. */
    private LocalDateTime searchedFrom(Instant after) {
        LocalDateTime local = after.atZone(zone).toLocalDateTime();
        ZoneOffsetTransition change = zone.getRules().previousTransition(after.plusNanos(1));
        boolean justLeftOut = change != null
                && change.isGap()
                && after.isBefore(change.getInstant().plus(change.getDuration()));
        return justLeftOut ? change.getDateTimeBefore().minusNanos(1) : local;
    }

    /** The last run after {@code after} that is not after {@code until}. */
    public Optional<Instant> latest(Instant after, Instant until) {
        for (Duration span = LOOK_BACK; ; span = span.multipliedBy(2)) {
            boolean all = Duration.between(after, until).compareTo(span) <= 0;
            Optional<Instant> found = firstOf(all ? after : until.minus(span), until);
            if (found.isPresent()) {
                return Optional.of(lastFrom(found.orElseThrow(), until));
            }
            if (all) {
                return Optional.empty();
            }
        }
    }

    private Optional<Instant> firstOf(Instant after, Instant until) {
        return next(after).filter(run -> !run.isAfter(until));
    }

    private Instant lastFrom(Instant found, Instant until) {
        Instant last = found;
        Optional<Instant> following = firstOf(last, until);
        while (following.isPresent()) {
            last = following.orElseThrow();
            following = firstOf(last, until);
        }
        return last;
    }
}
