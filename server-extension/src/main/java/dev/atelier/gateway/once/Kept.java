package dev.atelier.gateway.once;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of an answer.
 *
 * @param fingerprint of the request that it answers
 * @param type what its body is, where it had one
 * @param body nothing where it had none, and where {@code omitted} says why it is not kept
 */
record Kept(
        String fingerprint,
        int status,
        Optional<String> location,
        Optional<String> type,
        byte[] body,
        Optional<String> omitted) {
    /** What says that an answer was given before; the name is Stripe's. */
    static final String REPLAYED = "Idempotent-Replayed";

    /** The largest body that is kept, in bytes. */
    static final int LARGEST = 64 << 10;

    private static final byte[] NOTHING = {};

    /** Of an answer that is there whole; nothing of what is written while it comes into being. */
    static Optional<Kept> of(String fingerprint, Reply reply) {
        return switch (reply) {
            case Reply.Json json ->
                Optional.of(with(
                        fingerprint,
                        json,
                        "application/json",
                        Json.write(json.value()).getBytes(StandardCharsets.UTF_8)));
            case Reply.Bytes bytes -> Optional.of(with(fingerprint, bytes, bytes.contentType(), bytes.bytes()));
            case Reply.Empty empty ->
                Optional.of(new Kept(
                        fingerprint, empty.status(), location(empty), Optional.empty(), NOTHING, Optional.empty()));
            case Reply.File _, Reply.Streamed _, Reply.Live _ -> Optional.empty();
        };
    }

    private static Kept with(String fingerprint, Reply reply, String type, byte[] body) {
        Optional<String> omitted = omitted(reply, body);
        return new Kept(
                fingerprint,
                reply.status(),
                location(reply),
                Optional.of(type),
                omitted.isPresent() ? NOTHING : body,
                omitted);
    }

    /** A handler whose answer holds a secret says so as it says it to everybody's caches: RFC 9111, 5.2.2.5. */
    private static Optional<String> omitted(Reply reply, byte[] body) {
        if (reply.headers().getOrDefault("Cache-Control", "").contains("no-store")) {
            return Optional.of("it held a secret");
        }
        return body.length > LARGEST ? Optional.of("it was larger than " + LARGEST + " bytes") : Optional.empty();
    }

    private static Optional<String> location(Reply reply) {
        return Optional.ofNullable(reply.headers().get("Location"));
    }

    /** @throws dev.atelier.api.ProblemException {@code answer-not-kept} (409) where its body was not */
    Reply again() {
        omitted.ifPresent(why -> {
            throw Problem.of(
                            409,
                            "answer-not-kept",
                            "The request with this " + Key.HEADER + " was done before, with status " + status
                                    + ", and is not done again; its answer was not kept, since " + why + ".",
                            "See what it made"
                                    + location.map(place -> " at " + place).orElse("")
                                    + ". If that is of no use, take it back, and ask with another key.")
                    .asException();
        });
        Map<String, String> headers = new HashMap<>(Map.of(REPLAYED, "true"));
        location.ifPresent(place -> headers.put("Location", place));
        return type.<Reply>map(t -> new Reply.Bytes(status, t, body, headers))
                .orElseGet(() -> new Reply.Empty(status, headers));
    }
}
