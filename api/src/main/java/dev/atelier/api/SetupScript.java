package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * A setup script as the API shows it; not its text, in which there may be a secret.
 *
 * @param runs how often it was begun
 * @param log where its last run's output is on the share
 * @param started when it was begun last
 */
public record SetupScript(
        ScriptKind kind,
        ScriptState state,
        Optional<String> path,
        @JsonProperty("timeout_minutes") int timeoutMinutes,
        int runs,
        String log,
        Optional<Instant> started,
        Optional<Instant> ended) {}
