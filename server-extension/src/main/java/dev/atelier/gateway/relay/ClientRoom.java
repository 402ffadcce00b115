package dev.atelier.gateway.relay;

import dev.atelier.gateway.websocket.FrameChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much memory the half-received messages of all clients may take together. Few clients may each send as much as an agent
 * takes; the more there are, the less each may hold back.
 */
final class ClientRoom {
    private static final long TOGETHER = 192L << 20;
    static final long LARGEST = 16L << 20;
    private static final long SMALLEST = 1L << 20;

    private final AtomicInteger clients = new AtomicInteger();

    void enter(FrameChannel client) {
        clients.incrementAndGet();
        client.onClose(clients::decrementAndGet);
    }

    /** The most bytes of one message of one client. */
    long each() {
        return Math.clamp(TOGETHER / Math.max(1, clients.get()), SMALLEST, LARGEST);
    }
}
