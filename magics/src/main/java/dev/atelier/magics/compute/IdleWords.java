package dev.atelier.magics.compute;

import dev.atelier.api.IdleShutdown;
import dev.atelier.api.Instance;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Whether and when an instance is stopped because nobody uses it, as a person says it. */
final class IdleWords {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private IdleWords() {}

    /** Empty where it never is. */
    static Optional<String> of(Instance instance, Instant now, ZoneId zone) {
        return instance.idleMinutes()
                .map(minutes -> instance.idleShutdown()
                        .map(idle -> words(idle, now.atZone(zone)))
                        .orElse("stops after " + Spans.words(minutes) + " without activity"));
    }

    private static String words(IdleShutdown idle, ZonedDateTime now) {
        String kept = idle.keptUntil()
                .map(until -> ", kept until " + time(until, now))
                .orElse("");
        return idle.stopsOn()
                .map(stops -> "stops at " + time(stops, now) + " (" + offset(stops, now.getZone()) + "): idle since "
                        + time(idle.idleSince().orElse(stops), now) + ", " + idle.why() + kept)
                .orElseGet(() -> "does not stop: " + idle.why() + kept);
    }

    /** With its day, unless that is today. */
    private static String time(Instant time, ZonedDateTime now) {
        ZonedDateTime there = time.atZone(now.getZone());
        LocalDate today = now.toLocalDate();
        return (there.toLocalDate().equals(today) ? TIME : DAY).format(there);
    }

    /** {@code UTC}, {@code UTC+1}, {@code UTC+5:30}. */
    private static String offset(Instant time, ZoneId zone) {
        ZoneOffset offset = zone.getRules().getOffset(time);
        return "UTC"
                + (offset.equals(ZoneOffset.UTC)
                        ? ""
                        : offset.getId().replaceFirst("^([+-])0", "$1").replaceFirst(":00$", ""));
    }
}
