package dev.atelier.api;

import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What holds of the fields of every trigger. */
final class TriggerFields {
    private static final int LONGEST = 200;

    private TriggerFields() {}

    static String zone(String name) {
        return name == null || name.isBlank() ? Trigger.UTC : bounded("time_zone", name.strip());
    }

    static String bounded(String field, String value) {
        if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw Problem.of(
                            400,
                            Trigger.BAD,
                            "A schedule's " + field + " has at most " + LONGEST
                                    + " characters, all of which are visible.")
                    .asException();
        }
        return value;
    }

    static Optional<String> time(Optional<String> time) {
        return time == null
                ? Optional.empty()
                : time.map(text -> parse(bounded("start_time", text)).toString());
    }

    private static LocalDateTime parse(String text) {
        try {
            return LocalDateTime.parse(text);
        } catch (DateTimeParseException e) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            Trigger.BAD,
                            "A schedule's start_time “" + Names.shown(text) + "” is no time.",
                            "Write it without an offset, like 2026-03-22T07:30:00; the time zone stands in time_zone."),
                    e);
        }
    }
}
