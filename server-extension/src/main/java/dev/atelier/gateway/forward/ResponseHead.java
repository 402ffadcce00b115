package dev.atelier.gateway.forward;

import java.util.List;
import java.util.stream.Stream;

/**
 * A response without its body.
 *
 * @param minor of HTTP/1.x
 * @param fields in their order; a name may come several times
 */
public record ResponseHead(int minor, int status, List<Field> fields) {
    static final int SWITCHING = 101;

    public ResponseHead {
        fields = List.copyOf(fields);
    }

    public Stream<String> values(String name) {
        return fields.stream().filter(field -> field.is(name)).map(Field::value);
    }

    /** Whether a field that is a comma-separated list has this word. */
    boolean has(String name, String word) {
        return values(name)
                .flatMap(value -> Stream.of(value.split(",")))
                .anyMatch(part -> part.strip().equalsIgnoreCase(word));
    }

    /** Whether another one follows that is the answer (RFC 9110, section 15.2). */
    boolean isInterim() {
        return status < 200 && status != SWITCHING;
    }

    /** Whether the connection may carry another request after this answer (RFC 9112, section 9.3). */
    boolean keepsAlive() {
        return minor == 1 && !has("Connection", "close");
    }
}
