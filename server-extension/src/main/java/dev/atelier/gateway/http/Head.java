package dev.atelier.gateway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All of a request but its body, read once.
 *
 * @param rawPath as it stood in the request line, like {@code rawQuery}
 * @param path below the base path and a token in it
 * @param pathToken the token that the path began with
 * @param host the {@code Host} header, lower case; absent in HTTP/1.0
 * @param client the address that it comes from
 */
record Head(
        String verb,
        String rawPath,
        String rawQuery,
        CanonicalPath path,
        Optional<String> pathToken,
        QueryString query,
        Optional<String> host,
        String scheme,
        CookieHeader cookies,
        InetAddress client,
        HeaderMap headers) {
    private static final Set<String> PROGRAMS = Set.of("api", "atelier", "metrics", "healthz", "readyz");

    static Head read(HttpServerExchange exchange, GateConfig config, CanonicalPath whole) {
        HeaderMap headers = exchange.getRequestHeaders();
        PathToken path = PathToken.of(whole);
        return new Head(
                exchange.getRequestMethod().toString(),
                exchange.getRequestURI(),
                exchange.getQueryString(),
                path.rest(),
                path.token(),
                QueryString.parse(exchange.getQueryString()),
                Framing.host(exchange, config),
                scheme(exchange, config),
                CookieHeader.parse(values(headers, "Cookie").toList()),
                ClientAddress.of(exchange, config.door()),
                headers);
    }

    /** Of a request to another origin, whose paths mean nothing here. */
    static Head readForeign(HttpServerExchange exchange, GateConfig config) {
        HeaderMap headers = exchange.getRequestHeaders();
        return new Head(
                exchange.getRequestMethod().toString(),
                exchange.getRequestURI(),
                exchange.getQueryString(),
                CanonicalPath.parse("/"),
                Optional.empty(),
                QueryString.parse(exchange.getQueryString()),
                config.door().isAside(Framing.port(exchange))
                        ? Framing.host(exchange, config)
                        : Framing.authority(exchange),
                scheme(exchange, config),
                CookieHeader.parse(values(headers, "Cookie").toList()),
                ClientAddress.of(exchange, config.door()),
                headers);
    }

    Optional<String> header(String name) {
        return values(headers, name).findFirst();
    }

    /** The elements of a comma-separated list. */
    List<String> headerList(String name) {
        return values(headers, name)
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    boolean wantsWebSocket() {
        return headerList("Upgrade").stream().anyMatch("websocket"::equalsIgnoreCase)
                && headerList("Connection").stream().anyMatch("upgrade"::equalsIgnoreCase);
    }

    boolean isRead() {
        return verb.equals("GET") || verb.equals("HEAD");
    }

    /** Whether a program asks for it rather than a person's browser window. */
    boolean isApi() {
        List<String> segments = path.segments();
        return !segments.isEmpty()
                && (PROGRAMS.contains(segments.getFirst())
                        || (segments.size() > 1
                                && segments.getFirst().equals("lab")
                                && segments.get(1).equals("api")));
    }

    String origin() {
        return scheme + "://" + host.orElse("localhost");
    }

    private static Stream<String> values(HeaderMap headers, String name) {
        HeaderValues values = headers.get(name);
        return values == null ? Stream.empty() : values.stream();
    }

    /** The scheme that the client speaks, be it to us or to a trusted proxy. */
    static String scheme(HttpServerExchange exchange, GateConfig config) {
        return config.door().trusts(exchange.getSourceAddress().getAddress())
                ? values(exchange.getRequestHeaders(), "X-Forwarded-Proto")
                        .findFirst()
                        .filter("https"::equals)
                        .orElse(exchange.getRequestScheme())
                : exchange.getRequestScheme();
    }
}
