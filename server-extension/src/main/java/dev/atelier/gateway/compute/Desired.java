package dev.atelier.gateway.compute;

/** What somebody wants an instance to be. */
public enum Desired {
    RUNNING,
    STOPPED,
    /** Stopped first, then running. */
    RESTARTED,
    DELETED
}
