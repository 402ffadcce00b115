package dev.atelier.gateway.link;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/** A run of a job, as its agent tells it. */
public record AgentJob(
        String id,
        State state,
        @JsonProperty("exit_code") Optional<Integer> exitCode,
        Optional<String> signal,
        Optional<Instant> started,
        Optional<Instant> ended) {

    /** The agent's words. */
    public enum State {
        @JsonProperty("Running")
        RUNNING,
        @JsonProperty("Completed")
        COMPLETED,
        @JsonProperty("Failed")
        FAILED,
        @JsonProperty("Canceled")
        CANCELED
    }
}
