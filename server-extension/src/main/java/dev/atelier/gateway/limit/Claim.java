package dev.atelier.gateway.limit;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.api.Size;

/**
 * What an instance takes of quotas, as its size had it when it was made: a size may mean something else later, or be gone.
 *
 * @param family of its size
 */
public record Claim(
        String family,
        long cores,
        @JsonProperty("memory_bytes") long memoryBytes,
        long gpus) {

    /** What shares a computer has nothing there for itself, so it counts as an instance alone. */
    public static Claim of(Size size) {
        return size.family().equals(Size.SHARED)
                ? new Claim(Size.SHARED, 0, 0, 0)
                : new Claim(size.family(), size.cpus(), size.memoryBytes(), size.gpus());
    }

    /** Of an instance of whose size nobody knows any more what it was. */
    public static Claim ofNothingKnown() {
        return new Claim(Size.GENERAL, 0, 0, 0);
    }

    long of(Resource resource) {
        return switch (resource) {
            case INSTANCES -> 1;
            case CORES -> cores;
            case MEMORY -> memoryBytes;
            case GPUS -> gpus;
        };
    }
}
