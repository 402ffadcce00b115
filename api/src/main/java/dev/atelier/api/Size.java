package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How big an instance is.
 *
 * @param memoryBytes the memory it may use
 * @param description a sentence for the person who chooses
 */
public record Size(
        String name,
        String provider,
        int cpus,
        @JsonProperty("memory_bytes") long memoryBytes,
        int gpus,
        String description) {}
