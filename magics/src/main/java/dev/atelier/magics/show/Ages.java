package dev.atelier.magics.show;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, as a person says it. */
public final class Ages {

    private Ages() {}

    public static String since(Instant time) {
        return words(Duration.between(time, Instant.now()));
    }

    public static String words(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        if (seconds < 86400) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds / 86400 + " d";
    }
}
