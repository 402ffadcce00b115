package dev.atelier.gateway.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.xnio.conduits.ConduitStreamSinkChannel;

/** What one end writes: frames in the order they were begun, control frames between them. */
final class FrameOutput {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final ConduitStreamSinkChannel sink;
    private final IoBuffers buffers;
    private final FrameChannel.Role role;
    /** What the peer did not take. */
    private final Deque<ByteBuffer> unsent = new ArrayDeque<>();

    /** Control frames, one of a kind at most. */
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    /** Being filled; {@link #NONE} when there is nothing. */
    private ByteBuffer current = NONE;

    private long left;
    /** Whether a cipher holds bytes back that the socket had no room for. */
    private boolean unflushed;

    private boolean ending;
    private boolean ended;
    private boolean progress;

    FrameOutput(ConduitStreamSinkChannel sink, IoBuffers buffers, FrameChannel.Role role) {
        this.sink = sink;
        this.buffers = buffers;
        this.role = role;
    }

    void begin(FrameHeader header) {
        if (ending) {
            return; // behind a close frame nothing is read
        }
        if (left > 0) {
            throw new IllegalStateException(left + " bytes of a frame are missing");
        }
        write(header);
        left = header.length();
        endFrame();
    }

    void payload(ByteBuffer piece) {
        if (ending) {
            piece.position(piece.limit());
            return;
        }
        if (piece.remaining() > left) {
            throw new IllegalStateException(piece.remaining() + " bytes for the " + left + " left of a frame");
        }
        left -= piece.remaining();
        put(piece);
        endFrame();
    }

    /**
     * A control frame, now or as soon as the frame under way has ended and the peer has taken what there is; of several of one
     * kind the last one is enough.
     */
    void control(int opcode, ByteBuffer payload) {
        if (ending) {
            return;
        }
        ByteBuffer frame = ByteBuffer.allocate(FrameHeader.LONGEST + payload.remaining());
        new FrameHeader(true, opcode, payload.remaining(), role == FrameChannel.Role.CLIENT, 0).write(frame);
        frame.put(payload).flip();
        if (left == 0 && !congested()) {
            put(frame);
        } else {
            byte kind = frame.get(0);
            waiting.removeIf(other -> other.get(0) == kind);
            waiting.add(frame);
        }
    }

    boolean withinFrame() {
        return left > 0;
    }

    /** Nothing follows: the connection's half is ended with the last byte. */
    void endAfterwards() {
        ending = true;
    }

    boolean congested() {
        return !unsent.isEmpty() || unflushed;
    }

    /** Whether anything was written since the last flush. */
    boolean written() {
        return filling();
    }

    /** Whether the peer has taken anything since the last call. */
    boolean progressed() {
        boolean was = progress;
        progress = false;
        return was;
    }

    /** @return whether all was taken */
    boolean flush() throws IOException {
        while (!unsent.isEmpty()) {
            ByteBuffer first = unsent.getFirst();
            if (!send(first)) {
                setAside();
                return false;
            }
            unsent.removeFirst();
            buffers.sent(first);
        }
        if (!sendCurrent()) {
            return false;
        }
        unflushed = false;
        if (!waiting.isEmpty() && left == 0) {
            putWaiting();
            if (!sendCurrent()) {
                return false;
            }
        }
        if (ending) {
            return end();
        }
        unflushed = !sink.flush();
        return !unflushed;
    }

    private boolean sendCurrent() throws IOException {
        if (!filling()) {
            return true;
        }
        current.flip();
        ByteBuffer last = current;
        current = NONE;
        if (!send(last)) {
            unsent.add(buffers.keep(last));
            return false;
        }
        buffers.giveBack(last);
        return true;
    }

    private boolean end() throws IOException {
        if (!ended) {
            ended = true;
            sink.shutdownWrites();
        }
        return sink.flush();
    }

    void discard() {
        unsent.forEach(buffers::sent);
        unsent.clear();
        unflushed = false;
        waiting.clear();
        if (filling()) {
            buffers.giveBack(current);
            current = NONE;
        }
    }

    private void endFrame() {
        if (left == 0 && !congested()) {
            putWaiting();
        }
    }

    private void putWaiting() {
        while (!waiting.isEmpty()) {
            put(waiting.removeFirst());
        }
    }

    private boolean filling() {
        return current.capacity() > 0;
    }

    private void write(FrameHeader header) {
        if (!filling()) {
            current = buffers.borrow();
        }
        if (current.remaining() >= FrameHeader.LONGEST) {
            header.write(current);
        } else {
            ByteBuffer bytes = ByteBuffer.allocate(FrameHeader.LONGEST);
            header.write(bytes);
            put(bytes.flip());
        }
    }

    private void put(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (!filling()) {
                current = buffers.borrow();
            }
            int size = Math.min(current.remaining(), bytes.remaining());
            current.put(current.position(), bytes, bytes.position(), size);
            current.position(current.position() + size);
            bytes.position(bytes.position() + size);
            if (!current.hasRemaining()) {
                setAside();
            }
        }
    }

    private void setAside() {
        if (filling()) {
            unsent.add(buffers.keep(current.flip()));
            current = NONE;
        }
    }

    private boolean send(ByteBuffer bytes) throws IOException {
        int before = bytes.remaining();
        while (bytes.hasRemaining()) {
            if (sink.write(bytes) == 0) {
                progress |= bytes.remaining() < before;
                return false;
            }
        }
        progress = true;
        return true;
    }
}
