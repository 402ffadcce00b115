package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says whether a request's frame means one thing only. The server below reads {@code Content-Length:
 * 18446744073709551621} as 5 and takes {@code Transfer-Encoding: xchunked} for chunked; a proxy before us may read them
 * otherwise, so such a request is refused and its connection closed.
 */
final class Framing {
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern AUTHORITY = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Framing() {}

    /** @throws ProblemException {@code bad-request} (400) */
    static void check(HttpServerExchange exchange) {
        if (!exchange.isHttp11() && !exchange.isHttp10()) {
            throw bad("The protocol must be HTTP/1.1.");
        }
        if (exchange.isHostIncludedInRequestURI()) {
            throw bad("The request line must have a path, not a whole URL.");
        }
        HeaderValues lengths = exchange.getRequestHeaders().get(Headers.CONTENT_LENGTH);
        HeaderValues codings = exchange.getRequestHeaders().get(Headers.TRANSFER_ENCODING);
        if (lengths != null
                && (codings != null
                        || lengths.size() != 1
                        || !LENGTH.matcher(lengths.getFirst()).matches())) {
            throw bad("Content-Length must come once, as a plain number, and without Transfer-Encoding.");
        }
        if (codings != null
                && (codings.size() != 1 || !codings.getFirst().equalsIgnoreCase("chunked") || !exchange.isHttp11())) {
            throw bad("The only Transfer-Encoding is chunked, in HTTP/1.1.");
        }
    }

    /**
     * The host that the client believes to speak to, with its port: one of the configured names, loopback, or the
     * address that the connection reached. Any other name could be somebody's who points it at this gateway to make a
     * browser talk to it.
     *
     * @throws ProblemException {@code bad-request} (400), {@code unknown-host} (403)
     */
    static Optional<String> host(HttpServerExchange exchange, GateConfig config) {
        Optional<String> host = authority(exchange);
        String name = host.map(Framing::name).orElse("localhost");
        if (!LOOPBACK.contains(name) && !config.names().contains(name) && !name.equals(reached(exchange))) {
            throw Problem.of(
                            403,
                            "unknown-host",
                            "This gateway does not answer to the name " + name + ".",
                            "Use one of its names, or start it with: ./atelier up --name " + name + " …")
                    .asException();
        }
        return host;
    }

    /** The name alone of a host with its port. */
    static String name(String host) {
        int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    /**
     * The {@code Host} header in lower case, whatever it names.
     *
     * @throws ProblemException {@code bad-request} (400)
     */
    static Optional<String> authority(HttpServerExchange exchange) {
        HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
        if (hosts == null || hosts.getFirst().isEmpty()) {
            if (exchange.isHttp11()) {
                throw bad("The Host header is missing.");
            }
            return Optional.empty();
        }
        String host = hosts.getFirst().toLowerCase(Locale.ROOT);
        if (hosts.size() != 1 || !AUTHORITY.matcher(host).matches()) {
            throw bad("The Host header must be one name with its port.");
        }
        return Optional.of(host);
    }

    /** The port that the connection reached. */
    static int port(HttpServerExchange exchange) {
        return exchange.getConnection().getLocalAddress(InetSocketAddress.class).getPort();
    }

    private static String reached(HttpServerExchange exchange) {
        InetSocketAddress local = exchange.getConnection().getLocalAddress(InetSocketAddress.class);
        InetAddress address = local.getAddress();
        return address instanceof Inet6Address
                ? "[" + address.getHostAddress().replaceFirst("%.*", "") + "]"
                : address.getHostAddress();
    }

    private static ProblemException bad(String detail) {
        return Problem.of(400, "bad-request", detail).asException();
    }
}
