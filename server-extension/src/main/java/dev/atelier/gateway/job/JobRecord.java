package dev.atelier.gateway.job;

import dev.atelier.api.Job;
import dev.atelier.api.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A job as the store has it. */
public record JobRecord(
        String name,
        String owner,
        String compute,
        List<String> command,
        String folder,
        Map<String, String> environment,
        String log,
        JobState state,
        Optional<Integer> exitCode,
        Optional<String> reason,
        Instant created,
        Optional<Instant> started,
        Optional<Instant> ended) {

    public Job shown() {
        return new Job(name, owner, compute, command, state, exitCode, reason, log, created, started, ended);
    }
}
