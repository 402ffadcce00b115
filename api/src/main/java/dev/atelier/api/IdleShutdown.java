package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether an instance is about to be stopped because nobody uses it.
 *
 * @param stopsOn when, if nothing happens there until then; empty where it is not stopped as things are
 * @param idleSince when there was activity last; empty where there is some
 * @param keptUntil until when somebody keeps it running all the same
 * @param why the facts behind it, in words for a person
 */
public record IdleShutdown(
        @JsonProperty("stops_on") Optional<Instant> stopsOn,
        @JsonProperty("idle_since") Optional<Instant> idleSince,
        @JsonProperty("kept_until") Optional<Instant> keptUntil,
        String why) {

    public IdleShutdown {
        stopsOn = stopsOn == null ? Optional.empty() : stopsOn;
        idleSince = idleSince == null ? Optional.empty() : idleSince;
        keptUntil = keptUntil == null ? Optional.empty() : keptUntil;
    }
}
