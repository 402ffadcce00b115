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
 * cores before, then those with the operator's GPUs in the same way.
 */
final class DockerSizes {
    private static final System.Logger LOG = System.getLogger(DockerSizes.class.getName());
    /** The rest is the computer's own, and the engine's. */
    private static final double OF_MEMORY = 0.8;

    private static final long MIB = 1 << 20;

    private final String provider;
    private final Engine engine;
    private final Supplier<Terms> terms;
    private volatile Optional<Room> room = Optional.empty();

    /** @param provider whose sizes they are */
    DockerSizes(String provider, Engine engine, Supplier<Terms> terms) {
        this.provider = provider;
        this.engine = engine;
        this.terms = terms;
    }

    /** Empty as long as no engine has answered. */
    List<Size> all() {
        if (room.isEmpty()) {
            try {
                Info info = engine.ask(client -> client.infoCmd().exec());
                room = Optional.of(new Room(Math.max(1, info.getNCPU()), info.getMemTotal()));
            } catch (ProviderUnreachable | ProblemException e) {
                LOG.log(Level.DEBUG, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        List<OfferedSize> offered = terms.get().sizes();
        return offered.isEmpty() || room.isEmpty()
                ? room.map(this::halves).orElse(List.of())
                : offered.stream().map(OfferedSize::size).toList();
    }

    Optional<Size> byAlias(String alias) {
        return terms.get().byAlias(alias);
    }

    long shmBytes(Size size) {
        return terms.get().shmBytes(size);
    }

    private List<Size> halves(Room all) {
        List<Size> sizes = new ArrayList<>();
        for (int cpus = all.cores(); cpus >= 1; cpus /= 2) {
            sizes.add(size("cpu." + cpus, all.part(cpus, all.cores()), 0));
        }
        int cards = terms.get().gpus().cards().size();
        for (int gpus = cards; gpus >= 1; gpus /= 2) {
            sizes.add(size("gpu." + gpus, all.part(gpus, cards), gpus));
        }
        return sizes;
    }

    private Size size(String name, Room room, int gpus) {
        String cores = room.cores() + (room.cores() == 1 ? " core" : " cores");
        String cards = gpus == 0 ? "" : gpus == 1 ? ", 1 GPU" : ", " + gpus + " GPUs";
        String words = "A container with " + cores + cards + " and " + (room.memoryBytes() >> 30) + " GiB of memory.";
        return new Size(name, provider, room.cores(), room.memoryBytes(), gpus, words);
    }

    /** What an engine's computer has. */
    private record Room(int cores, long memoryBytes) {

        Room part(int of, int all) {
            long memory = (long) (memoryBytes * OF_MEMORY * of / all) / MIB * MIB;
            return new Room(Math.max(1, cores * of / all), memory);
        }
    }
}
