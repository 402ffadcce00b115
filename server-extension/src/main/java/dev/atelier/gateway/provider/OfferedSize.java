package dev.atelier.gateway.provider;

import dev.atelier.api.Size;
import java.util.List;

/**
 * A size that the operator offers.
 *
 * @param shmBytes of the memory, what processes may share in {@code /dev/shm}
 * @param aliases other names that people may ask for it by, a cloud's for instance
 */
public record OfferedSize(Size size, long shmBytes, List<String> aliases) {

    public OfferedSize {
        aliases = List.copyOf(aliases);
    }
}
