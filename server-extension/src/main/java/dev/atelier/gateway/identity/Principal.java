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

    /** The same person through an instance of theirs: with what is theirs alone, since anybody's package may run there. */
    public Principal through(String name) {
        return new Principal(person, role == Role.OWNER ? Role.CONTRIBUTOR : role, Optional.of(name));
    }

    public static Principal person(String name, Role role) {
        return new Principal(name, role, Optional.empty());
    }
}
