package dev.atelier.gateway.http;

import java.time.Duration;
import java.util.Optional;

/**
 * A request that is over. Nothing in it is a client's own words but the method, so there is nothing to hide and little to
 * count: no path, no query, no header.
 *
 * @param id as the answer's {@code X-Request-Id} has it
 * @param method one of {@link Method}, or {@code HEAD}, {@code OPTIONS}, else {@code OTHER}
 * @param route the template of the route that answered, empty where there is none
 * @param bytes what was sent of a body
 * @param client the address that it came from, or that a trusted proxy names
 * @param refusal why the gate itself refused: a problem's code
 */
public record Answered(
        String id,
        String method,
        Optional<String> route,
        int status,
        long bytes,
        Duration took,
        String client,
        Optional<String> person,
        Optional<String> refusal) {}
