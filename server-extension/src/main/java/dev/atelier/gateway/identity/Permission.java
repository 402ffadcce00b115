package dev.atelier.gateway.identity;

/** What a person must be to use a route. */
public enum Permission {
    /** Anybody, signed in or not: the login page, its assets, {@code /api}. */
    PUBLIC,
    /** Sees, changes nothing. */
    READ,
    /** Runs kernels, saves files, submits jobs, makes instances of their own. */
    CONTRIBUTE,
    /** Decides for the workspace: people, tokens, shutdown. */
    OWN,
    /** Reads the gateway's figures, as owners do and systems that watch it. */
    MONITOR
}
