package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * How big an instance is.
 *
 * @param cpus how many cores; 0 where it is as it is
 * @param memoryBytes the memory it may use
 * @param description a sentence for the person who chooses
 * @param pool how many instances of this size are kept ready that nobody has asked for yet
 * @param ready how many of those can be taken over now
 * @param family what quotas count together, with Azure ML's word: sizes on the same kind of machine
 * @param left how many more instances of this size the quotas leave to the person who asks; any number when empty
 */
public record Size(
        String name,
        String provider,
        int cpus,
        @JsonProperty("memory_bytes") long memoryBytes,
        int gpus,
        String description,
        int pool,
        int ready,
        String family,
        Optional<Integer> left) {
    /** The family of sizes without GPUs, where nobody names another. */
    public static final String GENERAL = "general";

    /** The family of sizes with GPUs, where nobody names another. */
    public static final String GPU = "gpu";

    /** What has nothing set aside for it: all of a computer's cores and memory, together with everything else there. */
    public static final String SHARED = "shared";

    /** Hosts that people own. */
    public static final String ATTACHED = "attached";

    public Size {
        family = family == null ? usualFamily(gpus) : family; // of a gateway that knew of none
        left = left == null ? Optional.empty() : left;
    }

    /** Without a pool, of the usual family. */
    public Size(String name, String provider, int cpus, long memoryBytes, int gpus, String description) {
        this(name, provider, cpus, memoryBytes, gpus, description, 0, 0, usualFamily(gpus), Optional.empty());
    }

    public Size withProvider(String other) {
        return new Size(name, other, cpus, memoryBytes, gpus, description, pool, ready, family, left);
    }

    public Size withFamily(String name) {
        return new Size(this.name, provider, cpus, memoryBytes, gpus, description, pool, ready, name, left);
    }

    public Size withPool(int wanted, int isReady) {
        return new Size(name, provider, cpus, memoryBytes, gpus, description, wanted, isReady, family, left);
    }

    public Size withLeft(Optional<Integer> more) {
        return new Size(name, provider, cpus, memoryBytes, gpus, description, pool, ready, family, more);
    }

    private static String usualFamily(int gpus) {
        return gpus > 0 ? GPU : GENERAL;
    }
}
