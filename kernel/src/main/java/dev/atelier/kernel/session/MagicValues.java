package dev.atelier.kernel.session;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Values on their way from a magic into the variable that the same line declares. */
final class MagicValues {
    private final Map<String, Optional<Object>> values = new ConcurrentHashMap<>();

    /** @return a token for {@link #take}, good once */
    String put(Optional<Object> value) {
        String token = UUID.randomUUID().toString();
        values.put(token, value);
        return token;
    }

    /** Nobody will take it: the line that was to get it has failed, or has it. */
    void forget(String token) {
        values.remove(token);
    }

    Optional<Object> take(String token) {
        Optional<Object> value = values.remove(token);
        if (value == null) {
            throw new IllegalArgumentException("The value of this magic was taken already.");
        }
        return value;
    }
}
