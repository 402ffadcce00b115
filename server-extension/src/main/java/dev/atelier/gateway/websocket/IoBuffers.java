package dev.atelier.gateway.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xnio.XnioIoThread;

/**
 * The buffers of one I/O thread: one to read into, which all its channels share, and those that hold what a peer has not
 * taken. A channel at rest has none.
 */
final class IoBuffers {
    static final int SIZE = 64 << 10;
    /** What was read at once leaves at once, with the frames' headers. */
    private static final int OUTPUT = SIZE + (1 << 10);

    /** What is less than this is copied rather than kept in a buffer of its own size. */
    private static final int SMALL = 16 << 10;

    private static final int MOST_SPARE = 32;
    /** From here on less is read at a time: many slow peers hold little each. */
    private static final long MUCH_UNSENT = 32L << 20;

    private static final int LITTLE = 8 << 10;

    private final ByteBuffer input = ByteBuffer.allocateDirect(SIZE);
    private final Deque<ByteBuffer> spare = new ArrayDeque<>();
    private long unsent;

    /** Those of every thread. */
    static final class Pools {
        private final Map<XnioIoThread, IoBuffers> pools = new ConcurrentHashMap<>();

        IoBuffers of(XnioIoThread thread) {
            return pools.computeIfAbsent(thread, t -> new IoBuffers());
        }
    }

    /** To read into; valid until the next call. */
    ByteBuffer input() {
        return input.clear().limit(unsent > MUCH_UNSENT ? LITTLE : SIZE);
    }

    ByteBuffer borrow() {
        ByteBuffer buffer = spare.poll();
        return buffer == null ? ByteBuffer.allocateDirect(OUTPUT) : buffer;
    }

    void giveBack(ByteBuffer buffer) {
        if (buffer.isDirect() && spare.size() < MOST_SPARE) {
            spare.push(buffer.clear());
        }
    }

    /** What remains, in a buffer that may be kept for as long as the peer likes; end with {@link #sent}. */
    ByteBuffer keep(ByteBuffer buffer) {
        ByteBuffer kept = buffer;
        if (buffer.remaining() < SMALL && buffer.isDirect()) {
            kept = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
            giveBack(buffer);
        }
        unsent += kept.capacity();
        return kept;
    }

    void sent(ByteBuffer kept) {
        unsent -= kept.capacity();
        giveBack(kept);
    }
}
