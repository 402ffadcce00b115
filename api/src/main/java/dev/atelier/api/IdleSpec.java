package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * After how many minutes without activity an instance is stopped, with Azure ML's field name and bounds.
 *
 * @param minutes {@value #LEAST} to {@value #MOST}
 */
public record IdleSpec(@JsonProperty(IdleSpec.FIELD) Optional<Integer> minutes) {
    public static final String FIELD = "idle_time_before_shutdown_minutes";
    /** Of a new instance that is not to be stopped, whatever the gateway's default is. */
    public static final int NEVER = 0;

    public static final int LEAST = 15;
    public static final int MOST = 3 * 24 * 60;

    public IdleSpec {
        minutes = minutes == null ? Optional.empty() : minutes;
        minutes.ifPresent(IdleSpec::require);
    }

    public static IdleSpec of(int minutes) {
        return new IdleSpec(Optional.of(minutes));
    }

    /** @throws ProblemException {@code bad-idle-time} (400) where they were left out */
    public int required() {
        return minutes.orElseThrow(
                () -> Problem.of(400, "bad-idle-time", "Say after how many minutes: {\"" + FIELD + "\": 30}.")
                        .asException());
    }

    /** @throws ProblemException {@code bad-idle-time} (400) */
    static void require(int minutes) {
        if (minutes < LEAST || minutes > MOST) {
            throw Problem.of(
                            400,
                            "bad-idle-time",
                            "An instance that is idle is stopped after " + LEAST + " to " + MOST
                                    + " minutes (3 days), not after " + minutes + ".",
                            "Choose another time, like 30.")
                    .asException();
        }
    }
}
