package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * When something is done again and again, with the field names of Azure ML's {@code CronTrigger} and {@code RecurrenceTrigger}.
 * Whether its expression and its time zone exist is the gateway's to say.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Trigger.Cron.class, name = "cron"),
    @JsonSubTypes.Type(value = Trigger.Recurrence.class, name = "recurrence")
})
public sealed interface Trigger {
    /** The code of the problem with a schedule that can't be. */
    String BAD = "bad-schedule";
    /** As in Azure ML, where nothing is said. */
    String UTC = "UTC";

    /** An IANA name ({@code Europe/Berlin}) or one of Windows' ({@code W. Europe Standard Time}). */
    String timeZone();

    /** From when on, in its time zone: ISO 8601 without an offset. */
    Optional<String> startTime();

    /** From when on, in its time zone. */
    default Optional<LocalDateTime> begins() {
        return startTime().map(LocalDateTime::parse);
    }

    /**
     * By an expression of crontab.
     *
     * @param expression minute, hour, day of the month, month, day of the week
     */
    record Cron(
            String expression,
            @JsonProperty("time_zone") String timeZone,
            @JsonProperty("start_time") Optional<String> startTime)
            implements Trigger {
        /** @throws ProblemException {@code bad-schedule} (400) */
        public Cron {
            if (expression == null || expression.isBlank()) {
                throw bad(
                                "A schedule of type cron needs an expression.",
                                "Write minute, hour, day, month and day of the week, like: 0 18 * * 1-5")
                        .asException();
            }
            expression = TriggerFields.bounded("expression", expression);
            timeZone = TriggerFields.zone(timeZone);
            startTime = TriggerFields.time(startTime);
        }
    }

    /**
     * Every so many hours, days, …, counted from its start time.
     *
     * @param interval 1 to {@value #MOST}
     * @param schedule at which times of each day, week or month; not for minutes and hours
     */
    record Recurrence(
            Frequency frequency,
            int interval,
            Optional<RecurrencePattern> schedule,
            @JsonProperty("time_zone") String timeZone,
            @JsonProperty("start_time") Optional<String> startTime)
            implements Trigger {
        public static final int MOST = 1000;

        /** @throws ProblemException {@code bad-schedule} (400) */
        public Recurrence {
            if (frequency == null) {
                throw bad("A schedule of type recurrence needs a frequency.", "Say minute, hour, day, week or month.")
                        .asException();
            }
            if (interval < 1 || interval > MOST) {
                throw bad(
                                "A schedule's interval is 1 to " + MOST + ", not " + interval + ".",
                                "Choose how many " + frequency + "s lie between two of its times.")
                        .asException();
            }
            schedule = schedule == null ? Optional.empty() : schedule;
            schedule.ifPresent(frequency::require);
            timeZone = TriggerFields.zone(timeZone);
            startTime = TriggerFields.time(startTime);
        }

        /** Counted from then, where nothing else was said. */
        public Recurrence beginning(LocalDateTime time) {
            return startTime.isPresent()
                    ? this
                    : new Recurrence(frequency, interval, schedule, timeZone, Optional.of(time.toString()));
        }
    }

    /** What is counted. */
    enum Frequency {
        MINUTE(ChronoUnit.MINUTES),
        HOUR(ChronoUnit.HOURS),
        DAY(ChronoUnit.DAYS),
        WEEK(ChronoUnit.WEEKS),
        MONTH(ChronoUnit.MONTHS);

        private final ChronoUnit unit;

        Frequency(ChronoUnit unit) {
            this.unit = unit;
        }

        public ChronoUnit unit() {
            return unit;
        }

        private void require(RecurrencePattern pattern) {
            boolean shorter = this == MINUTE || this == HOUR;
            if (shorter && !pattern.equals(RecurrencePattern.EMPTY)) {
                throw bad(
                                "Times of the day go with a frequency of day, week or month, not of " + this + ".",
                                "Leave the field schedule out.")
                        .asException();
            }
            if (pattern.weekDays().isPresent() && this != WEEK) {
                throw bad("week_days go with the frequency week, not with " + this + ".", "Leave them out.")
                        .asException();
            }
            if (pattern.monthDays().isPresent() && this != MONTH) {
                throw bad("month_days go with the frequency month, not with " + this + ".", "Leave them out.")
                        .asException();
            }
        }

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static Problem bad(String what, String next) {
        return Problem.of(400, BAD, what, next);
    }
}
