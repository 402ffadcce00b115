package dev.atelier.agent.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/** A job as the agent's REST API shows it. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record JobModel(
        String id,
        JobState state,
        @JsonProperty("exit_code") Optional<Integer> exitCode,
        Optional<Integer> signal,
        Instant started,
        Optional<Instant> ended,
        Optional<Long> pid) {}
