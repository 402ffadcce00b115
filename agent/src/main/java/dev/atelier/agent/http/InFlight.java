package dev.atelier.agent.http;

import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.xnio.IoUtils;

/**
 * Sends over one WebSocket and knows how many bytes are under way; whoever sends waits while there is a mebibyte. A
 * connection that fails is closed.
 */
public final class InFlight {
    private static final long LIMIT = 1 << 20;

    private final WebSocketChannel socket;
    private long bytes;

    public InFlight(WebSocketChannel socket) {
        this.socket = socket;
    }

    /** Sends a binary message once there is room. */
    public void binary(ByteBuffer message) throws InterruptedException {
        int length = message.remaining();
        begin(length);
        WebSockets.sendBinary(message, socket, new Sent(length));
    }

    /**
     * On the socket's I/O thread: sends binary messages without waiting, in as few writes as the socket takes them, until there
     * is none or a mebibyte is under way.
     */
    public void binariesAtOnce(Supplier<Optional<ByteBuffer>> next) {
        socket.setRequireExplicitFlush(true);
        try {
            Optional<ByteBuffer> message = hasRoom() ? next.get() : Optional.empty();
            while (message.isPresent()) {
                int length = message.get().remaining();
                count(length);
                WebSockets.sendBinary(message.get(), socket, new Sent(length));
                message = hasRoom() ? next.get() : Optional.empty();
            }
        } finally {
            // In this order: what another thread queues meanwhile is flushed here, or by itself.
            socket.setRequireExplicitFlush(false);
            socket.flush();
        }
    }

    private synchronized boolean hasRoom() {
        return bytes < LIMIT;
    }

    private synchronized void count(int more) {
        bytes += more;
    }

    /**
     * Sends a text message, if there is room within this time.
     *
     * @return false if there was none; nothing was sent
     */
    public boolean text(String message, Duration patience) throws InterruptedException {
        byte[] utf8 = message.getBytes(StandardCharsets.UTF_8);
        if (!beginWithin(utf8.length, patience)) {
            return false;
        }
        WebSockets.sendText(ByteBuffer.wrap(utf8), socket, new Sent(utf8.length));
        return true;
    }

    private synchronized void begin(int more) throws InterruptedException {
        while (bytes >= LIMIT) {
            wait();
        }
        bytes += more;
    }

    private synchronized boolean beginWithin(int more, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (bytes >= LIMIT) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        bytes += more;
        return true;
    }

    private synchronized void done(int fewer) {
        bytes -= fewer;
        notifyAll();
    }

    private final class Sent implements WebSocketCallback<Void> {
        private final int length;

        Sent(int length) {
            this.length = length;
        }

        @Override
        public void complete(WebSocketChannel channel, Void context) {
            done(length);
        }

        @Override
        public void onError(WebSocketChannel channel, Void context, Throwable failure) {
            done(length);
            IoUtils.safeClose(channel);
        }
    }
}
