package dev.atelier.gateway.identity;

/** Azure's three roles, each with all that the one before it may. */
public enum Role {
    READER,
    CONTRIBUTOR,
    OWNER;

    public boolean may(Permission permission) {
        return switch (permission) {
            case PUBLIC, READ -> true;
            case CONTRIBUTE -> this != READER;
            case OWN -> this == OWNER;
        };
    }
}
