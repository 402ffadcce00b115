package dev.atelier.agent.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** What every request must carry; compared in a time that tells nothing of it. */
final class Secret {
    private static final String SCHEME = "Bearer ";

    private final byte[] expected;

    Secret(String secret) {
        this.expected = (SCHEME + secret).getBytes(StandardCharsets.UTF_8);
    }

    boolean shownBy(Optional<String> authorization) {
        byte[] shown = authorization.orElse("").getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, shown);
    }
}
