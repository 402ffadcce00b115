package dev.atelier.gateway.http;

import io.undertow.server.HttpServerExchange;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The name that a request has in logs and answers: a trusted proxy's, so that its log and ours meet, or one of our own. */
final class RequestId {
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{8,64}");
    private static final int OWN_LENGTH = 13;

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
        return UUID.randomUUID().toString().substring(0, OWN_LENGTH);
    }
}
