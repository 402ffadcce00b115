package dev.atelier.api;

import java.util.Optional;

/**
 * For how long from now on an instance is kept running though it is idle.
 *
 * @param minutes 1 to {@value #MOST}
 */
public record KeepSpec(Optional<Integer> minutes) {
    public static final int MOST = 24 * 60;

    /** @throws ProblemException {@code bad-keepalive} (400) */
    public KeepSpec {
        minutes = minutes == null ? Optional.empty() : minutes;
        minutes.ifPresent(KeepSpec::require);
    }

    public static KeepSpec of(int minutes) {
        return new KeepSpec(Optional.of(minutes));
    }

    /** @throws ProblemException {@code bad-keepalive} (400) where they were left out */
    public int required() {
        return minutes.orElseThrow(
                () -> Problem.of(400, "bad-keepalive", "Say for how many minutes: {\"minutes\": 120}.")
                        .asException());
    }

    private static void require(int minutes) {
        if (minutes < 1 || minutes > MOST) {
            throw Problem.of(
                            400,
                            "bad-keepalive",
                            "An idle instance is kept for 1 to " + MOST + " minutes (24 h) at a time, not for "
                                    + minutes + ".",
                            "Choose a shorter time; it can be kept again later.")
                    .asException();
        }
    }
}
