package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as the API shows it.
 *
 * @param command what runs, as the process gets it
 * @param log where its output is, relative to the share
 * @param reason why it is in this state, in words for a person
 */
public record Job(
        String name,
        String owner,
        String compute,
        List<String> command,
        JobState state,
        @JsonProperty("exit_code") Optional<Integer> exitCode,
        Optional<String> reason,
        String log,
        Instant created,
        Optional<Instant> started,
        Optional<Instant> ended) {}
