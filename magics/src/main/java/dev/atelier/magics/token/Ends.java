package dev.atelier.magics.token;

import dev.atelier.api.AccessToken;
import dev.atelier.magics.show.Ages;
import java.time.Duration;
import java.time.Instant;

/** When a token ends, as a person says it. */
final class Ends {
    private Ends() {}

    static String words(AccessToken token) {
        return token.expires()
                .map(end -> hasEnded(token) ? "expired" : "in " + left(end))
                .orElse("never");
    }

    static boolean hasEnded(AccessToken token) {
        return token.expires().filter(end -> end.isBefore(Instant.now())).isPresent();
    }

    /** Rounded up, so that 30 days are 30 days when they have just begun. */
    private static String left(Instant end) {
        return Ages.words(Duration.between(Instant.now(), end).plusSeconds(1));
    }
}
