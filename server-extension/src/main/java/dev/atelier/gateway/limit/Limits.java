package dev.atelier.gateway.limit;

import java.util.Map;
import java.util.Optional;

/**
 * The most of each resource.
 *
 * @param most without bound what is not in it
 */
public record Limits(Map<Resource, Long> most) {

    public Limits {
        most = Map.copyOf(most);
    }

    public static Limits none() {
        return new Limits(Map.of());
    }

    Optional<Long> of(Resource resource) {
        return Optional.ofNullable(most.get(resource));
    }
}
