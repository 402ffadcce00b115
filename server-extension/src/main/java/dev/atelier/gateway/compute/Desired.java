package dev.atelier.gateway.compute;

/** What somebody wants an instance to be. */
public enum Desired {
    RUNNING,
    STOPPED,
    /** Stopped first, then running. */
    RESTARTED,
    DELETED,
    /** The same; where it can't be reached it is given up. */
    FORGOTTEN;

    /** Whether it is to be gone. */
    boolean ends() {
        return this == DELETED || this == FORGOTTEN;
    }
}
