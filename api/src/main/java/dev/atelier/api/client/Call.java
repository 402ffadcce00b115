package dev.atelier.api.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A call of the gateway. The body is JSON, or empty. */
public record Call(String method, String path, Map<String, String> headers, String body) {

    public Call {
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        body = Objects.requireNonNullElse(body, "");
    }

    public static Call get(String path) {
        return new Call("GET", path, Map.of(), "");
    }

    /** A path of which each segment is encoded. */
    public static String path(String... segments) {
        return Stream.of(segments)
                .map(s -> URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/", "/", ""));
    }
}
