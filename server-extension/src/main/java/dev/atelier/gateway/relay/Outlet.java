package dev.atelier.gateway.relay;

import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends to one side and holds the other back while too much is under way: more than {@value #HIGH} bytes unsent suspend the
 * source, fewer than {@value #LOW} resume it. So one connection never holds more than that and one message.
 */
final class Outlet {
    private static final long HIGH = 1 << 20;
    private static final long LOW = 256 << 10;

    private final WebSocketChannel target;
    private final WebSocketChannel source;
    private final AtomicLong pending = new AtomicLong();

    Outlet(WebSocketChannel target, WebSocketChannel source) {
        this.target = target;
        this.source = source;
    }

    void binary(ByteBuffer message, Runnable sent) {
        WebSockets.sendBinary(message, target, account(message.remaining(), sent));
    }

    void text(String message, Runnable sent) {
        WebSockets.sendText(message, target, account(message.length(), sent));
    }

    private WebSocketCallback<Void> account(long size, Runnable sent) {
        if (pending.addAndGet(size) > HIGH) {
            source.suspendReceives();
        }
        return new WebSocketCallback<>() {
            @Override
            public void complete(WebSocketChannel channel, Void context) {
                if (pending.addAndGet(-size) < LOW) {
                    source.resumeReceives();
                }
                sent.run();
            }

            @Override
            public void onError(WebSocketChannel channel, Void context, Throwable error) {
                pending.addAndGet(-size);
                Ends.abort(target);
                Ends.lost(source);
            }
        };
    }
}
