package dev.atelier.agent.http;

import io.undertow.websockets.core.WebSocketChannel;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a WebSocket route decides before the 101.
 *
 * @param subprotocol what the client must have offered
 * @param opened gets the open socket, on an I/O thread
 */
public record Upgrade(Optional<String> subprotocol, Consumer<WebSocketChannel> opened) {}
