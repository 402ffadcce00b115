package dev.atelier.magics.compute;

import dev.atelier.api.Instance;
import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleAction;
import dev.atelier.api.ScheduleState;
import dev.atelier.api.Trigger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.Optional;

/** What a schedule is about to do, as a person says it. */
final class ScheduleWords {
    private ScheduleWords() {}

    static String of(Schedule schedule, Instant now, ZoneId zone) {
        String does = does(schedule, now.atZone(zone));
        return schedule.waitsUntil().isPresent()
                ? does
                : does + schedule.note().map(note -> "; " + note).orElse("");
    }

    private static String does(Schedule schedule, ZonedDateTime now) {
        if (schedule.state() == ScheduleState.DISABLED) {
            return "disabled";
        }
        if (schedule.nextRun().isEmpty()) {
            return "over";
        }
        Instant next = schedule.nextRun().orElseThrow();
        return schedule.waitsUntil()
                .map(until -> verb(schedule) + " since " + Moments.time(next, now) + "; "
                        + schedule.note().map(note -> note + ": ").orElse("") + "waits until "
                        + Moments.timeWithOffset(until, now))
                .orElseGet(() -> verb(schedule) + " at " + Moments.timeWithOffset(next, now) + ways(schedule));
    }

    private static String verb(Schedule schedule) {
        return schedule.action() == ScheduleAction.STOP ? "stops" : "starts";
    }

    private static String ways(Schedule schedule) {
        return schedule.action() == ScheduleAction.START
                ? ""
                : schedule.force()
                        ? ", whatever is at work then"
                        : ", or 30 min later where kernels or jobs are at work";
    }

    /** What comes next of all an instance's schedules; empty where nothing does. */
    static String next(Instance instance, Instant now, ZoneId zone) {
        return next(instance)
                .map(schedule ->
                        verb(schedule) + " " + Moments.time(schedule.nextRun().orElseThrow(), now.atZone(zone)))
                .orElse("");
    }

    private static Optional<Schedule> next(Instance instance) {
        return instance.schedules().stream()
                .filter(schedule -> schedule.nextRun().isPresent())
                .min(Comparator.comparing(schedule -> schedule.nextRun().orElseThrow()));
    }

    /** {@code 0 18 * * 1-5, Europe/Berlin}. */
    static String when(Schedule schedule) {
        String times = switch (schedule.trigger()) {
            case Trigger.Cron cron -> cron.expression();
            case Trigger.Recurrence recurrence -> "every " + counted(recurrence) + at(recurrence);
        };
        return times + ", " + schedule.zone();
    }

    private static String counted(Trigger.Recurrence recurrence) {
        return recurrence.interval() == 1
                ? recurrence.frequency().toString()
                : recurrence.interval() + " " + recurrence.frequency() + "s";
    }

    private static String at(Trigger.Recurrence recurrence) {
        return recurrence
                .schedule()
                .map(at -> at.weekDays().map(days -> " on " + days).orElse("")
                        + at.monthDays().map(days -> " on " + days).orElse("")
                        + at.hours().map(hours -> " at hours " + hours).orElse("")
                        + at.minutes().map(minutes -> " at minutes " + minutes).orElse(""))
                .orElse("");
    }
}
