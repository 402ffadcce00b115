package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.model.Info;
import dev.atelier.api.Size;
import java.util.ArrayList;
import java.util.List;

/** Sizes made from what the engine has: all of it first, which is the default, then halves of the cores before. */
final class DockerSizes {
    /** The rest is the computer's own, and the engine's. */
    private static final double OF_MEMORY = 0.8;

    private static final long MIB = 1 << 20;

    private DockerSizes() {}

    static List<Size> of(Info info, String provider) {
        int cores = Math.max(1, info.getNCPU());
        List<Size> sizes = new ArrayList<>();
        for (int cpus = cores; cpus >= 1; cpus /= 2) {
            long memory = (long) (info.getMemTotal() * OF_MEMORY * cpus / cores) / MIB * MIB;
            String words = "A container with " + cpus + (cpus == 1 ? " core" : " cores") + " and " + (memory >> 30)
                    + " GiB of memory.";
            sizes.add(new Size("cpu." + cpus, provider, cpus, memory, 0, words));
        }
        return sizes;
    }
}
