package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How big an instance is.
 *
 * @param memoryBytes the memory it may use
 * @param description a sentence for the person who chooses
 * @param pool how many instances of this size are kept ready that nobody has asked for yet
 * @param ready how many of those can be taken over now
 */
public record Size(
        String name,
        String provider,
        int cpus,
        @JsonProperty("memory_bytes") long memoryBytes,
        int gpus,
        String description,
        int pool,
        int ready) {

    /** Without a pool. */
    public Size(String name, String provider, int cpus, long memoryBytes, int gpus, String description) {
        this(name, provider, cpus, memoryBytes, gpus, description, 0, 0);
    }

    public Size withPool(int wanted, int isReady) {
        return new Size(name, provider, cpus, memoryBytes, gpus, description, wanted, isReady);
    }
}
