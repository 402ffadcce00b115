package dev.atelier.agent.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * A kernel as Jupyter's REST API shows it, with the reason where it is dead.
 *
 * @param lastDeath how its process ended the last time that it did so by itself; kept when another took its place
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record KernelModel(
        String id,
        String name,
        @JsonProperty("last_activity") Instant lastActivity,
        @JsonProperty("execution_state") String executionState,
        int connections,
        Optional<String> reason,
        @JsonProperty("last_death") Optional<Death> lastDeath) {}
