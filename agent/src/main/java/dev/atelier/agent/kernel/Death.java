package dev.atelier.agent.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * How a kernel's process ended, as far as that can be known.
 *
 * @param reason a sentence for a person
 * @param exitCode absent where a signal ended it, or an earlier agent had started it
 * @param signal the signal's name, {@code SIGSEGV} say
 * @param outOfMemory whether the system counted a process that it ended for lack of memory just then, and this one was killed
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Death(
        String reason,
        @JsonProperty("exit_code") Optional<Integer> exitCode,
        Optional<String> signal,
        @JsonProperty("oom") boolean outOfMemory,
        Instant ended) {

    /** One of which nothing is known but these words. */
    static Death of(String reason, Instant ended) {
        return new Death(reason, Optional.empty(), Optional.empty(), false, ended);
    }
}
