package dev.atelier.gateway.identity;

/** Azure's three roles, each with all that the one before it may, and one for programs that watch the gateway. */
public enum Role {
    READER,
    CONTRIBUTOR,
    OWNER,
    /** No person: reads figures, and nothing of anybody's. */
    MONITOR;

    public boolean may(Permission permission) {
        return switch (permission) {
            case PUBLIC -> true;
            case READ -> this != MONITOR;
            case CONTRIBUTE -> this == CONTRIBUTOR || this == OWNER;
            case OWN -> this == OWNER;
            case MONITOR -> this == OWNER || this == MONITOR;
        };
    }
}
