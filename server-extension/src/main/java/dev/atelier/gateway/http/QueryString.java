package dev.atelier.gateway.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A query, read once. Parameters without a value have the empty string; of several of one name the first counts. */
record QueryString(Map<String, String> parameters) {
    /** {@code next} is a whole address, which may have any of the others in it. */
    private static final Set<String> SECRET = Set.of("token", "_xsrf", "password", "next");

    static QueryString parse(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = PercentDecoding.query(equals < 0 ? pair : pair.substring(0, equals));
                parameters.putIfAbsent(name, equals < 0 ? "" : PercentDecoding.query(pair.substring(equals + 1)));
            }
        }
        return new QueryString(parameters);
    }

    Optional<String> first(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The parameters that are no secret. */
    Map<String, String> open() {
        Map<String, String> open = new LinkedHashMap<>(parameters);
        open.keySet().removeAll(SECRET);
        return open;
    }

    /** A raw query without the parameters that are secret. */
    static String withoutSecrets(String raw) {
        return Stream.of(raw.split("&"))
                .filter(pair -> !SECRET.contains(PercentDecoding.query(pair.replaceFirst("=.*", ""))))
                .collect(Collectors.joining("&"));
    }

    /** For the log: the names in their order, with the values of those that are no secret. */
    String redacted() {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) -> text.append(text.isEmpty() ? "?" : "&")
                .append(LogText.safe(name))
                .append('=')
                .append(SECRET.contains(name) ? "[redacted]" : LogText.safe(value)));
        return text.toString();
    }
}
