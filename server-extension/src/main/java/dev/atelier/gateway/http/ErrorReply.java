package dev.atelier.gateway.http;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An error in the shape that the client of a path reads. */
final class ErrorReply {
    /** Whatever a 503 is about, it is tried again by a person or a program with patience of its own. */
    private static final String SOON = "1";

    private ErrorReply() {}

    /** Below {@code /atelier/} RFC 9457; elsewhere Jupyter's {@code {message, reason}}: people see the message, and the reason is the code in
     * Jupyter's spelling ({@code bad type}). */
    static Reply of(Problem problem, String path) {
        return of(problem, path, problem.status() == 503 ? Map.of("Retry-After", SOON) : Map.of());
    }

    /** @param seconds after which the same request may be answered */
    static Reply later(Problem problem, String path, long seconds) {
        return of(problem, path, Map.of("Retry-After", Long.toString(seconds)));
    }

    private static Reply of(Problem problem, String path, Map<String, String> headers) {
        return path.startsWith("/atelier/")
                ? new Reply.Bytes(
                        problem.status(),
                        Problem.CONTENT_TYPE,
                        Json.write(problem).getBytes(StandardCharsets.UTF_8),
                        headers)
                : jupyter(
                        problem.status(),
                        problem.sentences(),
                        Optional.of(problem.code().replace('-', ' ')),
                        headers);
    }

    /** What Jupyter's server answers to whoever is not signed in, to the letter: clients compare it. */
    static Reply forbidden(String path) {
        return path.startsWith("/atelier/")
                ? of(Problem.of(403, "not-signed-in", "Nobody is signed in.", "Send a token, or sign in."), path)
                : jupyter(403, "Forbidden", Optional.empty(), Map.of());
    }

    private static Reply jupyter(int status, String message, Optional<String> reason, Map<String, String> headers) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("message", message);
        body.put("reason", reason.orElse(null));
        return new Reply.Json(status, Collections.unmodifiableMap(body), headers);
    }
}
