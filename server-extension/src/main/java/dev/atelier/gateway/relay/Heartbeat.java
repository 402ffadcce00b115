package dev.atelier.gateway.relay;

import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;

/** Pings a client every 30 seconds, as jupyter_server does, so that proxies on the way keep the connection. */
final class Heartbeat {
    private static final long SECONDS = 30;

    private Heartbeat() {}

    static void keep(WebSocketChannel channel) {
        XnioExecutor.Key timer = channel.getIoThread()
                .executeAtInterval(
                        () -> WebSockets.sendPing(ByteBuffer.allocate(0), channel, null), SECONDS, TimeUnit.SECONDS);
        channel.addCloseTask(c -> timer.remove());
    }
}
