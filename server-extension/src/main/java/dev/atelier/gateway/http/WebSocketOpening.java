package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.WebSockets;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Turns an accepted request into a WebSocket: without extensions, since inflating them has no bound. */
final class WebSocketOpening {
    private final HttpServerExchange exchange;
    private final WebSockets sockets;
    private final LongLived open;
    private final Optional<LongLived.Claim> by;

    /**
     * @param open gets the channel
     * @param by who opened it, and by what
     */
    WebSocketOpening(HttpServerExchange exchange, WebSockets sockets, LongLived open, Optional<LongLived.Claim> by) {
        this.exchange = exchange;
        this.sockets = sockets;
        this.open = open;
        this.by = by;
    }

    /** Why the handshake cannot be answered, if so (RFC 6455, section 4.2.1). */
    static Optional<Problem> flaw(Head head) {
        if (!head.verb().equals("GET") || !head.header("Sec-WebSocket-Version").equals(Optional.of("13"))) {
            return Optional.of(Problem.of(400, "bad-handshake", "Only WebSocket version 13 is spoken here, by GET."));
        }
        return head.header("Sec-WebSocket-Key").filter(WebSocketOpening::isKey).isPresent()
                ? Optional.empty()
                : Optional.of(Problem.of(400, "bad-handshake", "Sec-WebSocket-Key must be 16 bytes in Base64."));
    }

    /** Sends the 101 on the connection's I/O thread. Either {@code opened} or {@code abandoned} runs, once. */
    void accept(Upgrade.Accept accept) {
        AtomicBoolean decided = new AtomicBoolean();
        Runnable abandon = () -> {
            if (decided.compareAndSet(false, true)) {
                accept.abandoned().run();
            }
        };
        exchange.getConnection().addCloseListener(connection -> abandon.run());
        exchange.getIoThread().execute(() -> {
            if (!exchange.getConnection().isOpen()) {
                abandon.run();
                exchange.endExchange();
                return;
            }
            shake(accept, decided);
        });
    }

    private void shake(Upgrade.Accept accept, AtomicBoolean decided) {
        HeaderMap headers = exchange.getResponseHeaders();
        headers.put(Headers.UPGRADE, "websocket");
        headers.put(
                Headers.SEC_WEB_SOCKET_ACCEPT,
                WebSockets.accept(exchange.getRequestHeaders().getFirst(Headers.SEC_WEB_SOCKET_KEY)));
        accept.subprotocol().ifPresent(chosen -> headers.put(Headers.SEC_WEB_SOCKET_PROTOCOL, chosen));
        exchange.upgradeChannel((connection, upgraded) -> {
            if (decided.compareAndSet(false, true)) {
                FrameChannel channel = sockets.channel(connection, FrameChannel.Role.SERVER);
                open.add(channel, by);
                accept.opened().accept(channel);
            }
        });
        exchange.endExchange();
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.strip()).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
