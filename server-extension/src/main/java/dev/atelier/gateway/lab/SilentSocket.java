package dev.atelier.gateway.lab;

import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.MessageCollector;

/** A WebSocket that stays open and says nothing: JupyterLab asks again and again where there is none. */
final class SilentSocket {
    private static final long LIMIT = 64 << 10;

    private SilentSocket() {}

    static void keep(FrameChannel channel) {
        channel.start(new MessageCollector(channel) {
            @Override
            protected void message(int type, byte[] whole) {
                // nobody listens
            }

            @Override
            protected long limit() {
                return LIMIT;
            }

            @Override
            public void closed(int code) {
                // nothing was held for it
            }
        });
    }
}
