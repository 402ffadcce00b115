package dev.atelier.gateway.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** Carries bytes one way, on one I/O thread. What the sink does not take is kept, and nothing more is read meanwhile. */
final class Flow {
    /** So much is carried before other connections have their turn. */
    private static final long TURN = 1 << 20;

    /** Learns how it ends; one of the three is called, once. */
    interface End {
        /** All has been given to the sink, which is not flushed. */
        void done();

        void sourceFailed(IOException e);

        void sinkFailed(IOException e);
    }

    private final StreamSourceChannel source;
    private final StreamSinkChannel sink;
    private final Buffers buffers;
    private final Shaper shaper;
    private final End end;
    private final IntConsumer beforeRead;
    /** With the sink; none with a server, which may be busy. */
    private final Optional<Patience> patience;
    /** Whether a read that fills less than the buffer has emptied the source, as it does where a socket is read. */
    private final boolean bare;

    private Optional<ByteBuffer> kept = Optional.empty();
    /** At the start too: an answer's head leaves before the first byte of its body has come. */
    private boolean unflushed = true;

    private boolean sourceOver;
    private boolean over;

    /** @param beforeRead is told how many bytes the next read takes at the most */
    Flow(
            StreamSourceChannel source,
            StreamSinkChannel sink,
            Buffers buffers,
            Shaper shaper,
            boolean bare,
            IntConsumer beforeRead,
            Optional<Patience> patience,
            End end) {
        this.source = source;
        this.sink = sink;
        this.buffers = buffers;
        this.shaper = shaper;
        this.bare = bare;
        this.beforeRead = beforeRead;
        this.patience = patience;
        this.end = end;
    }

    /** @param read what has come already, in the thread's buffer or elsewhere */
    void start(ByteBuffer read) {
        source.getReadSetter().set(s -> readable());
        sink.getWriteSetter().set(s -> writable());
        if (shaper.over() || !read.hasRemaining() || pass(read)) {
            if (shaper.over()) {
                finish();
            } else if (!over) {
                readable();
            }
        }
    }

    /** Lets go of both ends. */
    void stop() {
        over = true;
        patience.ifPresent(Patience::stop);
        source.suspendReads();
        sink.suspendWrites();
    }

    private void readable() {
        long carried = 0;
        while (!over && kept.isEmpty()) {
            ByteBuffer buffer = buffers.of(source.getIoThread());
            int count = read(buffer);
            if (count <= 0 || over) {
                if (count == 0 && !over) {
                    rest();
                }
                return;
            }
            boolean drained = bare && buffer.hasRemaining();
            if (!pass(buffer.flip())) {
                return;
            }
            if (shaper.over()) {
                finish();
                return;
            }
            carried += count;
            if (drained) {
                rest();
                return;
            }
            if (carried > TURN) {
                source.suspendReads();
                source.getIoThread().execute(this::readable);
                return;
            }
        }
    }

    /** -1 where the flow is over by that. */
    private int read(ByteBuffer buffer) {
        int count;
        try {
            beforeRead.accept(buffer.remaining());
            count = source.read(buffer);
            if (count < 0) {
                sourceOver = true;
            }
        } catch (IOException e) {
            stop();
            end.sourceFailed(e);
            return -1;
        }
        if (count < 0) {
            ended();
        }
        return count;
    }

    private void ended() {
        ByteBuffer[] last;
        try {
            last = shaper.atEnd();
        } catch (IOException e) {
            stop();
            end.sourceFailed(e);
            return;
        }
        if (write(last)) {
            finish();
        }
    }

    /** Whether the sink has taken all; if not, it is waited for, or the flow is over. */
    private boolean pass(ByteBuffer raw) {
        ByteBuffer[] shaped;
        try {
            shaped = shaper.shape(raw);
        } catch (IOException e) {
            stop();
            end.sourceFailed(e);
            return false;
        }
        return write(shaped);
    }

    private boolean write(ByteBuffer[] pieces) {
        try {
            long left = remaining(pieces);
            while (left > 0) {
                long count = pieces.length == 1 ? sink.write(pieces[0]) : sink.write(pieces, 0, pieces.length);
                if (count <= 0) {
                    keep(pieces, (int) left);
                    return false;
                }
                unflushed = true;
                left -= count;
            }
            return true;
        } catch (IOException e) {
            stop();
            end.sinkFailed(e);
            return false;
        }
    }

    private void keep(ByteBuffer[] pieces, int bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        for (ByteBuffer piece : pieces) {
            copy.put(piece);
        }
        kept = Optional.of(copy.flip());
        patience.ifPresent(p -> p.waits(this::pushes));
        source.suspendReads();
        sink.resumeWrites();
    }

    private void writable() {
        if (over) {
            return;
        }
        patience.ifPresent(Patience::moved); // it has room again
        if (kept.isPresent()) {
            ByteBuffer piece = kept.orElseThrow();
            kept = Optional.empty();
            if (!write(new ByteBuffer[] {piece})) {
                return;
            }
            if (sourceOver || shaper.over()) {
                finish();
                return;
            }
        }
        if (flushed()) {
            sink.suspendWrites();
            readable();
        }
    }

    private boolean pushes() {
        if (kept.isEmpty()) {
            return false;
        }
        ByteBuffer piece = kept.orElseThrow();
        try {
            int count = sink.write(piece);
            if (!piece.hasRemaining()) {
                writable();
            }
            return count > 0;
        } catch (IOException e) {
            stop();
            end.sinkFailed(e);
            return true;
        }
    }

    /** Nothing more has come for now: what is under way leaves. */
    private void rest() {
        if (flushed() && !over) {
            source.resumeReads();
        }
    }

    private boolean flushed() {
        try {
            if (unflushed && !sink.flush()) {
                patience.ifPresent(p -> p.waits(this::pushes));
                sink.resumeWrites();
                source.resumeReads();
                return false;
            }
            unflushed = false;
            return true;
        } catch (IOException e) {
            stop();
            end.sinkFailed(e);
            return false;
        }
    }

    private void finish() {
        if (!over) {
            stop();
            end.done();
        }
    }

    private static long remaining(ByteBuffer[] pieces) {
        long sum = 0;
        for (ByteBuffer piece : pieces) {
            sum += piece.remaining();
        }
        return sum;
    }
}
