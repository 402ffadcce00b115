package dev.atelier.gateway.forward;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The fields that speak of one connection alone (RFC 9110, section 7.6.1) and of a body's framing: each side has its own. */
final class ConnectionFields {
    private static final Set<String> ALWAYS = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "content-length",
            "expect");

    private ConnectionFields() {}

    /** All others, but for those that {@code Connection} names. */
    static List<Field> without(List<Field> fields) {
        Set<String> dropped = dropped(fields);
        return fields.stream()
                .filter(field -> !dropped.contains(field.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static Set<String> dropped(List<Field> fields) {
        Set<String> dropped = ALWAYS;
        for (Field field : fields) {
            if (field.is("Connection")) {
                for (String name : field.value().toLowerCase(Locale.ROOT).split(",")) {
                    if (!name.isBlank() && !ALWAYS.contains(name.strip())) {
                        dropped = new HashSet<>(dropped);
                        dropped.add(name.strip());
                    }
                }
            }
        }
        return dropped;
    }
}
