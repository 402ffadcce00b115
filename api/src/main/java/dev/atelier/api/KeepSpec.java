package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * For how long from now on an instance is kept running though it is idle. One of the two is needed; with both it is kept
 * while the process runs, for that time at most.
 *
 * @param minutes 1 to {@value #MOST}
 * @param process the number of a process of the instance, as {@code ps} there shows it
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record KeepSpec(Optional<Integer> minutes, Optional<Long> process) {
    public static final int MOST = 24 * 60;

    /** @throws ProblemException {@code bad-keepalive} (400) */
    public KeepSpec {
        minutes = minutes == null ? Optional.empty() : minutes;
        process = process == null ? Optional.empty() : process;
        minutes.ifPresent(KeepSpec::require);
        process.ifPresent(KeepSpec::requireProcess);
    }

    public static KeepSpec of(int minutes) {
        return new KeepSpec(Optional.of(minutes), Optional.empty());
    }

    /** While this process runs. */
    public static KeepSpec during(long process, Optional<Integer> atMost) {
        return new KeepSpec(atMost, Optional.of(process));
    }

    /** @throws ProblemException {@code bad-keepalive} (400) where they were left out */
    public int required() {
        return minutes.orElseThrow(() -> Problem.of(
                        400,
                        "bad-keepalive",
                        "Say for how many minutes: {\"minutes\": 120}, or while which process runs: {\"process\": 4711}.")
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

    private static void requireProcess(long process) {
        if (process < 1) {
            throw Problem.of(
                            400,
                            "bad-keepalive",
                            "A process has a number from 1 on, not " + process + ".",
                            "A terminal of the instance lists them with: ps -A")
                    .asException();
        }
    }
}
