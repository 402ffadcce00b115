package dev.atelier.gateway.lab;

import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.WebSocketChannel;

/** A WebSocket that stays open and says nothing: JupyterLab asks again and again where there is none. */
final class SilentSocket {
    private SilentSocket() {}

    static void keep(WebSocketChannel channel) {
        channel.getReceiveSetter().set(new AbstractReceiveListener() {
            @Override
            protected long getMaxTextBufferSize() {
                return 64 << 10;
            }

            @Override
            protected long getMaxBinaryBufferSize() {
                return 64 << 10;
            }
        });
        channel.resumeReceives();
    }
}
