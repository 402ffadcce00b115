package dev.atelier.api;

/**
 * For how long from now on an instance is kept running though it is idle.
 *
 * @param minutes 1 to {@value #MOST}
 */
public record KeepSpec(int minutes) {
    public static final int MOST = 24 * 60;

    /** @throws ProblemException {@code bad-keepalive} (400) */
    public KeepSpec {
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
