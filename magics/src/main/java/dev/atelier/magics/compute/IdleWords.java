package dev.atelier.magics.compute;

import dev.atelier.api.IdleShutdown;
import dev.atelier.api.Instance;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Whether and when an instance is stopped because nobody uses it, as a person says it. */
final class IdleWords {
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
                .map(until -> ", kept until " + Moments.time(until, now))
                .orElse("");
        return idle.stopsOn()
                .map(stops -> "stops at " + Moments.timeWithOffset(stops, now) + ": idle since "
                        + Moments.time(idle.idleSince().orElse(stops), now) + ", " + idle.why() + kept)
                .orElseGet(() -> "does not stop: " + idle.why() + kept);
    }
}
