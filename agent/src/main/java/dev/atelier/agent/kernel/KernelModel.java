package dev.atelier.agent.kernel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/** A kernel as Jupyter's REST API shows it, with the reason where it died. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record KernelModel(
        String id,
        String name,
        @JsonProperty("last_activity") Instant lastActivity,
        @JsonProperty("execution_state") String executionState,
        int connections,
        Optional<String> reason) {}
