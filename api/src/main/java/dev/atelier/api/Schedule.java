package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * A schedule as the API shows it.
 *
 * @param zone the IANA name of the time zone that its trigger means
 * @param nextRun when it does something next; of one that waits, when it was due; empty where it is disabled or over
 * @param waitsUntil until when a stop that is due waits at most, where it does
 * @param note what is to be known of it: what a stop waits for, or why it did nothing when it was due last
 */
public record Schedule(
        String name,
        ScheduleAction action,
        ScheduleState state,
        Trigger trigger,
        boolean force,
        String zone,
        @JsonProperty("next_run") Optional<Instant> nextRun,
        @JsonProperty("waits_until") Optional<Instant> waitsUntil,
        Optional<String> note) {

    public Schedule {
        nextRun = nextRun == null ? Optional.empty() : nextRun;
        waitsUntil = waitsUntil == null ? Optional.empty() : waitsUntil;
        note = note == null ? Optional.empty() : note;
    }
}
