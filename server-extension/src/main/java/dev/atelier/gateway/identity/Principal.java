package dev.atelier.gateway.identity;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param person the person's name; every object has one as its owner
 * @param role what they may do
 * @param instance the instance whose kernels speak for the person, when the call came through an agent's socket
 */
public record Principal(String person, Role role, Optional<String> instance) {

    public static Principal person(String name, Role role) {
        return new Principal(name, role, Optional.empty());
    }
}
