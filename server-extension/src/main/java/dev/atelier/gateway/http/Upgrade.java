package dev.atelier.gateway.http;

import io.undertow.websockets.core.WebSocketChannel;
import java.util.Optional;
import java.util.function.Consumer;

/** The decision about a WebSocket. */
public sealed interface Upgrade {

    /**
     * @param subprotocol the one chosen of those offered; none when empty, and no header is sent then
     * @param opened gets the channel after the 101, on its I/O thread, with receives not yet resumed
     * @param abandoned runs instead of {@code opened} when the client went away before the 101
     */
    record Accept(Optional<String> subprotocol, Consumer<WebSocketChannel> opened, Runnable abandoned)
            implements Upgrade {}

    record Refuse(Reply reply) implements Upgrade {}
}
