package dev.atelier.gateway.http;

import java.util.Set;

/** The methods that routes may have. HEAD is answered by GET, OPTIONS by the gate. */
public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE;

    private static final Set<String> SHOWN = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    /** A request's method for logs and metrics: one of a few, whatever the client made up. */
    static String shown(String verb) {
        return SHOWN.contains(verb) ? verb : "OTHER";
    }
}
