package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A GPU of an instance, as {@code nvidia-smi --query-gpu} tells it.
 *
 * @param index how programs count it
 * @param driver the version of its driver
 * @param computeCapability {@code 8.0}
 */
public record Gpu(
        int index,
        String uuid,
        String name,
        @JsonProperty("memory_bytes") long memoryBytes,
        String driver,
        @JsonProperty("compute_capability") String computeCapability) {}
