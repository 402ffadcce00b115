package dev.atelier.gateway.http;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that has passed the gate. */
public interface Request {

    Method method();

    /** The canonical path, decoded, beginning with {@code /}; for words and logs, not for parsing. */
    String path();

    /** A variable of the route's template, decoded. */
    String variable(String name);

    /** The first value of a query parameter; valueless parameters have the empty string. */
    Optional<String> query(String name);

    /** All of them that are no secret and say nothing of who asks; of several of one name the first. */
    Map<String, String> parameters();

    /** The first value of a header. */
    Optional<String> header(String name);

    /** All values of a header that is a comma-separated list, trimmed, in order. */
    List<String> headerList(String name);

    /** Who asks; on public routes a person without rights may ask. */
    Optional<Principal> principal();

    /** What proved it: a token, or the login cookie; none for calls from within an instance. */
    Optional<Proof> proof();

    /** The origin under which the client sees the gateway: {@code http://127.0.0.1:8888}. */
    String origin();

    /** The body, read as it comes in; more than the route allows ends in a 413. */
    InputStream body();

    /** The id that this request has in the log. */
    String id();

    /** Who asks, on a route that is not public. */
    default Principal who() {
        return principal().orElseThrow(() -> new IllegalStateException("a public route asked who() asks: " + path()));
    }

    default String text() throws IOException {
        return new String(body().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The body as a value; an empty body is {@code {}}. */
    default <T> T json(Class<T> type) throws IOException {
        String text = text();
        return Json.read(text.isBlank() ? "{}" : text, type);
    }

    /** A query parameter that must be there. */
    default String require(String name) {
        return query(name)
                .orElseThrow(() -> Problem.of(400, "missing-parameter", "The parameter " + name + " is missing.")
                        .asException());
    }
}
