package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the instance used at a time: of its container, where it is limited, else of the computer.
 *
 * @param measured when
 * @param cpus how many processors it may use
 * @param cpu between 0 and 1: how much of them was used since the measurement before
 * @param memoryUsedBytes without what the system only keeps as long as nobody wants the room
 * @param diskBytes of the file system of the instance's own files
 */
public record Usage(
        String measured,
        int cpus,
        Optional<Double> cpu,
        @JsonProperty("memory_bytes") Optional<Long> memoryBytes,
        @JsonProperty("memory_used_bytes") Optional<Long> memoryUsedBytes,
        @JsonProperty("disk_bytes") Optional<Long> diskBytes,
        @JsonProperty("disk_free_bytes") Optional<Long> diskFreeBytes,
        List<GpuUsage> gpus) {
    private static final int MOST_GPUS = 64;

    /** Whoever wrote it. */
    public Usage {
        measured = measured == null ? "" : measured;
        gpus = gpus == null
                ? List.of()
                : gpus.stream().filter(Objects::nonNull).limit(MOST_GPUS).toList();
    }
}
