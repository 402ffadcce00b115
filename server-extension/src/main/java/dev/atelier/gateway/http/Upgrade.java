package dev.atelier.gateway.http;

import dev.atelier.gateway.websocket.FrameChannel;
import java.util.Optional;
import java.util.function.Consumer;

/** The decision about a WebSocket. */
public sealed interface Upgrade {

    /**
     * @param subprotocol the one chosen of those offered; none when empty, and no header is sent then
     * @param opened gets the channel after the 101, on its I/O thread, not yet started
     * @param abandoned runs instead of {@code opened} when the client went away before the 101
     */
    record Accept(Optional<String> subprotocol, Consumer<FrameChannel> opened, Runnable abandoned) implements Upgrade {}

    record Refuse(Reply reply) implements Upgrade {}
}
