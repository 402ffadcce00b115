package dev.atelier.agent.channel;

import dev.atelier.agent.http.Closing;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketChannel;
import java.nio.ByteBuffer;

/** Collects whole messages of a client. A kernel that takes nothing stops the reading. */
final class ChannelListener extends AbstractReceiveListener {
    /** 16 MiB as the contract says, and the 8 bytes before it. */
    private static final long LARGEST_MESSAGE = (16L << 20) + Long.BYTES;

    private static final long LARGEST_QUEUE = 16L << 20;

    private final ChannelConnection connection;
    private final WebSocketChannel socket;

    ChannelListener(ChannelConnection connection, WebSocketChannel socket) {
        this.connection = connection;
        this.socket = socket;
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
        try (var data = message.getData()) {
            connection.received(join(data.getResource()));
        }
        if (connection.kernel().queuedBytes() > LARGEST_QUEUE) {
            channel.suspendReceives();
            resumeLater(channel);
        }
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
        Closing.close(channel, CloseMessage.MSG_CONTAINS_INVALID_DATA, "every message is binary");
    }

    @Override
    protected long getMaxBinaryBufferSize() {
        return LARGEST_MESSAGE;
    }

    private void resumeLater(WebSocketChannel channel) {
        Thread.ofVirtual().name("resume").start(() -> {
            try {
                while (connection.kernel().queuedBytes() > LARGEST_QUEUE / 2 && socket.isOpen()) {
                    Thread.sleep(20);
                }
                channel.resumeReceives();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static ByteBuffer join(ByteBuffer[] parts) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (ByteBuffer part : parts) {
            whole.put(part);
        }
        return whole.flip();
    }
}
