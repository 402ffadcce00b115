package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * At which times of the days, weeks or months that a {@link Trigger.Recurrence} counts, with Azure ML's field names. Each may be
 * one value instead of a list; where one is missing, that of the trigger's {@code start_time} is taken.
 *
 * @param hours 0 to 23
 * @param minutes 0 to 59
 * @param weekDays of a weekly one
 * @param monthDays 1 to 31, of a monthly one; a month that has no such day is passed over
 */
public record RecurrencePattern(
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        Optional<List<Integer>> hours,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        Optional<List<Integer>> minutes,

        @JsonProperty("week_days") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        Optional<List<WeekDay>> weekDays,

        @JsonProperty("month_days") @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        Optional<List<Integer>> monthDays) {
    public static final RecurrencePattern EMPTY =
            new RecurrencePattern(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** @throws ProblemException {@code bad-schedule} (400) */
    public RecurrencePattern {
        hours = within("hours", hours, 0, 23);
        minutes = within("minutes", minutes, 0, 59);
        weekDays = distinct("week_days", weekDays);
        monthDays = within("month_days", monthDays, 1, 31);
    }

    private static Optional<List<Integer>> within(String field, Optional<List<Integer>> values, int least, int most) {
        Optional<List<Integer>> all = distinct(field, values);
        for (int value : all.orElse(List.of())) {
            if (value < least || value > most) {
                throw bad(field, "are " + least + " to " + most + ", not " + value + ".")
                        .asException();
            }
        }
        return all;
    }

    private static <T extends Comparable<T>> Optional<List<T>> distinct(String field, Optional<List<T>> values) {
        if (values == null) {
            return Optional.empty();
        }
        if (values.filter(list -> list.isEmpty() || list.stream().anyMatch(Objects::isNull))
                .isPresent()) {
            throw bad(field, "may be left out, but not be empty.").asException();
        }
        return values.map(list -> list.stream().distinct().sorted().toList());
    }

    private static Problem bad(String field, String what) {
        return Problem.of(400, Trigger.BAD, "A schedule's " + field + " " + what);
    }
}
