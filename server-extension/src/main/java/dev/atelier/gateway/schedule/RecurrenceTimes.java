package dev.atelier.gateway.schedule;

import dev.atelier.api.RecurrencePattern;
import dev.atelier.api.Trigger;
import dev.atelier.api.WeekDay;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every so many minutes, hours, days, weeks or months, counted from a first time. Weeks begin on Monday, and the week or month
 * of the first time is the first one that counts.
 */
final class RecurrenceTimes implements LocalTimes {
    /** By then even the 29th of February has come in each twelfth month, and around a year like 2100. */
    private static final int MOST_PERIODS = 120;

    private final Trigger.Recurrence trigger;
    private final LocalDateTime first;
    private final List<LocalTime> times;

    /** @param first from when is counted */
    RecurrenceTimes(Trigger.Recurrence trigger, LocalDateTime first) {
        this.trigger = trigger;
        this.first = first;
        this.times = times(pattern(), first.toLocalTime());
    }

    private RecurrencePattern pattern() {
        return trigger.schedule().orElse(RecurrencePattern.EMPTY);
    }

    private static List<LocalTime> times(RecurrencePattern pattern, LocalTime start) {
        if (pattern.hours().isEmpty() && pattern.minutes().isEmpty()) {
            return List.of(start);
        }
        List<Integer> hours = pattern.hours().orElse(List.of(start.getHour()));
        // Whoever names hours means the full ones.
        List<Integer> minutes = pattern.minutes().orElse(List.of(0));
        return hours.stream()
                .flatMap(hour -> minutes.stream().map(minute -> LocalTime.of(hour, minute)))
                .sorted()
                .toList();
    }

    @Override
    public Optional<LocalDateTime> next(LocalDateTime after) {
        LocalDateTime from = after.isBefore(first) ? first.minusNanos(1) : after;
        return switch (trigger.frequency()) {
            case MINUTE, HOUR -> Optional.of(step(from));
            case DAY, WEEK, MONTH -> inDays(from);
        };
    }

    private LocalDateTime step(LocalDateTime from) {
        ChronoUnit unit = trigger.frequency().unit();
        if (from.isBefore(first)) {
            return first;
        }
        long periods = first.until(from, unit) / trigger.interval() + 1;
        return first.plus(periods * trigger.interval(), unit);
    }

    private Optional<LocalDateTime> inDays(LocalDateTime from) {
        LocalDate begin = beginOfPeriod(first.toLocalDate());
        ChronoUnit unit = trigger.frequency().unit();
        long period = Math.max(0, begin.until(from.toLocalDate(), unit)) / trigger.interval();
        return Stream.iterate(period, p -> p + 1)
                .limit(MOST_PERIODS)
                .map(p -> begin.plus(p * trigger.interval(), unit))
                .flatMap(this::days)
                .flatMap(day -> times.stream().map(day::atTime))
                .filter(time -> time.isAfter(from))
                .findFirst();
    }

    private LocalDate beginOfPeriod(LocalDate day) {
        return switch (trigger.frequency()) {
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case MINUTE, HOUR, DAY -> day;
        };
    }

    /** The days that count of the period that begins with this one, in order. */
    private Stream<LocalDate> days(LocalDate begin) {
        return switch (trigger.frequency()) {
            case WEEK ->
                pattern()
                        .weekDays()
                        .map(days -> days.stream().map(WeekDay::day).toList())
                        .orElse(List.of(first.getDayOfWeek()))
                        .stream()
                        .map(day -> begin.plusDays(day.getValue() - 1L));
            case MONTH ->
                pattern().monthDays().orElse(List.of(first.getDayOfMonth())).stream()
                        .filter(day -> day <= begin.lengthOfMonth())
                        .map(begin::withDayOfMonth);
            case MINUTE, HOUR, DAY -> Stream.of(begin);
        };
    }
}
