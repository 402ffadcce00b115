package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What one GPU does, as {@code nvidia-smi} tells it. What a card does not tell is left out.
 *
 * @param index how programs count it
 * @param utilization between 0 and 1: the part of the last moment in which a kernel ran on it
 * @param temperature in degrees Celsius
 * @param power in watts
 */
public record GpuUsage(
        int index,
        String uuid,
        String name,
        @JsonProperty("memory_bytes") Optional<Long> memoryBytes,
        @JsonProperty("memory_used_bytes") Optional<Long> memoryUsedBytes,
        Optional<Double> utilization,
        Optional<Double> temperature,
        Optional<Double> power) {
    private static final int LONGEST = 200;

    /** Whoever wrote it. */
    public GpuUsage {
        uuid = bounded(uuid);
        name = bounded(name);
    }

    private static String bounded(String text) {
        String there = text == null ? "" : text;
        return there.substring(0, Math.min(there.length(), LONGEST));
    }
}
