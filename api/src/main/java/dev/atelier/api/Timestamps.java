package dev.atelier.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Points in time as Jupyter's clients read them: ISO 8601 in UTC with exactly six fractional digits and {@code Z}.
 * Jupyter's own gateway client fails on none or nine digits, which {@link Instant#toString()} prints.
 */
public final class Timestamps {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    public static String format(Instant time) {
        return FORMAT.format(time);
    }

    /** Now, in the resolution that {@link #format} keeps. */
    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
