package dev.atelier.gateway.http;

import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.MessageCollector;

/** The server's end of a WebSocket that hears nothing. */
final class DeafSocket {
    private DeafSocket() {}

    static void keep(FrameChannel channel) {
        channel.start(new MessageCollector(channel) {
            @Override
            protected void message(int type, byte[] whole) {}

            @Override
            protected long limit() {
                return 1 << 16;
            }

            @Override
            public void closed(int code) {}
        });
    }
}
