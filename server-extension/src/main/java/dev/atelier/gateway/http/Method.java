package dev.atelier.gateway.http;

/** The methods that routes may have. HEAD is answered by GET, OPTIONS by the gate. */
public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}
