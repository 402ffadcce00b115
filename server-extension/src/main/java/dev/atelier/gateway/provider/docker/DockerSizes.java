package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.model.Info;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Size;
import dev.atelier.gateway.provider.OfferedSize;
import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.atelier.gateway.provider.Terms;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The operator's sizes; else those made from what the engine has: all of it first, which is the default, then halves of the
 * cores before.
 */
final class DockerSizes {
    private static final System.Logger LOG = System.getLogger(DockerSizes.class.getName());
    /** The rest is the computer's own, and the engine's. */
    private static final double OF_MEMORY = 0.8;

    private static final long MIB = 1 << 20;

    private final Engine engine;
    private final Supplier<Terms> terms;
    private volatile List<Size> engines = List.of();

    DockerSizes(Engine engine, Supplier<Terms> terms) {
        this.engine = engine;
        this.terms = terms;
    }

    /** Empty as long as no engine has answered. */
    List<Size> all() {
        if (engines.isEmpty()) {
            try {
                engines = of(engine.ask(client -> client.infoCmd().exec()), DockerProvider.NAME);
            } catch (ProviderUnreachable | ProblemException e) {
                LOG.log(Level.DEBUG, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        List<OfferedSize> offered = terms.get().sizes();
        return engines.isEmpty() || offered.isEmpty()
                ? engines
                : offered.stream().map(OfferedSize::size).toList();
    }

    Optional<Size> byAlias(String alias) {
        return terms.get().byAlias(alias);
    }

    long shmBytes(Size size) {
        return terms.get().shmBytes(size);
    }

    private static List<Size> of(Info info, String provider) {
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
