package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import io.undertow.server.HttpServerExchange;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import io.undertow.websockets.spi.AsyncWebSocketHttpServerExchange;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Turns an accepted request into a WebSocket: without extensions, since inflating them has no bound. */
final class WebSocketOpening {
    private final HttpServerExchange exchange;
    private final Set<WebSocketChannel> open;

    /** @param open gets the channel, which leaves it when it closes */
    WebSocketOpening(HttpServerExchange exchange, Set<WebSocketChannel> open) {
        this.exchange = exchange;
        this.open = open;
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
        AsyncWebSocketHttpServerExchange facade = new AsyncWebSocketHttpServerExchange(exchange, open);
        Hybi13Handshake handshake =
                new Hybi13Handshake(accept.subprotocol().map(Set::of).orElse(Set.of()), false);
        exchange.upgradeChannel((connection, upgraded) -> {
            if (decided.compareAndSet(false, true)) {
                WebSocketChannel channel = handshake.createChannel(facade, connection, facade.getBufferPool());
                open.add(channel);
                accept.opened().accept(channel);
            }
        });
        handshake.handshake(facade);
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.strip()).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
