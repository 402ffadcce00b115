package dev.atelier.gateway.http;

import io.undertow.server.HttpServerExchange;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The name that a request has in logs and answers: a trusted proxy's, so that its log and ours meet, or one of our own. */
final class RequestId {
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{8,64}");

    private RequestId() {}

    static String of(HttpServerExchange exchange, Door door) {
        return door.trusts(exchange.getSourceAddress().getAddress())
                ? given(exchange).orElseGet(RequestId::own)
                : own();
    }

    private static Optional<String> given(HttpServerExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Request-Id"))
                .filter(id -> WELL_FORMED.matcher(id).matches());
    }

    private static String own() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()); // a name, no secret
    }
}
