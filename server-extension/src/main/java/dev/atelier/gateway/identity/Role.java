package dev.atelier.gateway.identity;

import dev.atelier.api.PersonRole;
import java.util.stream.Stream;

/** Azure's three roles, each with all that the one before it may, and one for programs that watch the gateway. */
public enum Role {
    READER,
    CONTRIBUTOR,
    OWNER,
    /** No person: reads figures, and nothing of anybody's. */
    MONITOR;

    public static Role of(PersonRole role) {
        return switch (role) {
            case READER -> READER;
            case CONTRIBUTOR -> CONTRIBUTOR;
            case OWNER -> OWNER;
        };
    }

    /** The same in the API's words; no person is a {@link #MONITOR}. */
    PersonRole ofPerson() {
        return switch (this) {
            case READER -> PersonRole.READER;
            case CONTRIBUTOR -> PersonRole.CONTRIBUTOR;
            case OWNER -> PersonRole.OWNER;
            case MONITOR -> throw new IllegalStateException("a program is listed among the people");
        };
    }

    public boolean may(Permission permission) {
        return switch (permission) {
            case PUBLIC -> true;
            case READ -> this != MONITOR;
            case CONTRIBUTE -> this == CONTRIBUTOR || this == OWNER;
            case OWN -> this == OWNER;
            case MONITOR -> this == OWNER || this == MONITOR;
        };
    }

    /** Whether it may all that the other may. */
    boolean covers(Role other) {
        return Stream.of(Permission.values()).allMatch(permission -> may(permission) || !other.may(permission));
    }
}
