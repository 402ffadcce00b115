package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * How much of one quota is taken.
 *
 * @param person whose it is; the whole gateway's when empty
 * @param family of which sizes; of all when empty
 * @param memory in bytes
 * @param heldBy the names of the instances that take it
 */
public record QuotaUse(
        Optional<String> person,
        Optional<String> family,
        Amount instances,
        Amount cores,
        @JsonProperty("memory_bytes") Amount memory,
        Amount gpus,
        @JsonProperty("held_by") List<String> heldBy) {

    public QuotaUse {
        person = person == null ? Optional.empty() : person;
        family = family == null ? Optional.empty() : family;
        heldBy = List.copyOf(heldBy);
    }

    /** @param limit the most; without bound when empty */
    public record Amount(long used, Optional<Long> limit) {
        public Amount {
            limit = limit == null ? Optional.empty() : limit;
        }
    }
}
