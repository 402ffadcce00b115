package dev.atelier.gateway.http;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Counts what a client sends, below everything that reads it. The server's reader of chunked bodies skips chunks' extensions
 * without end and keeps trailers without end, so a request whose bytes bring its body no further is cut off here; so is what
 * follows a head that the server answers by itself.
 */
final class Wire extends AbstractStreamSourceConduit<StreamSourceConduit> {
    /** The most that may come besides a head, or without a byte of a body. */
    private static final long FRAMING = 64 << 10;

    /** So much of a next request is taken while the answer to this one is waited for. */
    private static final int MOST_EARLY = 8 << 10;

    private final int headerBytes;
    private ByteBuffer early = ByteBuffer.allocate(0);
    private volatile long received;
    private volatile long allowed;

    private Wire(StreamSourceConduit next, int headerBytes) {
        super(next);
        this.headerBytes = headerBytes;
        awaitHead();
    }

    /** Before anything else looks at the connection. */
    static void under(StreamConnection connection, int headerBytes) {
        connection
                .getSourceChannel()
                .setConduit(new Wire(connection.getSourceChannel().getConduit(), headerBytes));
    }

    static Wire of(HttpServerExchange exchange) {
        if (exchange.getConnection() instanceof AbstractServerConnection connection
                && connection.getOriginalSourceConduit() instanceof Wire wire) {
            return wire;
        }
        throw new IllegalStateException("the connection's bytes are not counted");
    }

    /** A whole head has come; what follows is its body or, after an upgrade, frames. */
    void heard(HttpServerExchange exchange) {
        allowed =
                exchange.getRequestHeaders().contains(Headers.TRANSFER_ENCODING) ? received + FRAMING : Long.MAX_VALUE;
        exchange.addExchangeCompleteListener((done, next) -> {
            if (!done.isUpgrade()) {
                awaitHead();
            }
            next.proceed();
        });
    }

    /** A chunked body is about to be read further, by up to so many bytes. */
    void expect(int bytes) {
        if (allowed != Long.MAX_VALUE) {
            allowed = received + FRAMING + bytes;
        }
    }

    /**
     * Takes what has come while nobody reads, so that the end is noticed; whoever reads next gets it first. On the I/O thread.
     *
     * @return whether the client is still there
     */
    boolean takeEarly() {
        try {
            if (early.remaining() >= MOST_EARLY) {
                super.suspendReads(); // it has sent more requests; that it leaves shows when they are read
                return true;
            }
            ByteBuffer more = ByteBuffer.allocate(MOST_EARLY);
            more.put(early);
            int count = super.read(more);
            early = more.flip();
            counted(count);
            return count >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The bytes that are here already are told of by no selector. */
    @Override
    public void resumeReads() {
        if (early.hasRemaining()) {
            super.wakeupReads();
        } else {
            super.resumeReads();
        }
    }

    private int readEarly(ByteBuffer buffer) {
        int count = Math.min(buffer.remaining(), early.remaining());
        buffer.put(buffer.position(), early, early.position(), count);
        buffer.position(buffer.position() + count);
        early.position(early.position() + count);
        return count;
    }

    private void awaitHead() {
        allowed = received + headerBytes + FRAMING;
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        return early.hasRemaining() ? readEarly(buffer) : (int) counted(super.read(buffer));
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
        if (early.hasRemaining()) {
            long count = 0;
            for (int i = offset; i < offset + length; i++) {
                count += readEarly(buffers[i]);
            }
            return count;
        }
        return counted(super.read(buffers, offset, length));
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return early.hasRemaining()
                ? target.transferFrom(new ConduitReadableByteChannel(this), position, count)
                : counted(super.transferTo(position, count, target));
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        if (early.hasRemaining()) {
            return Conduits.transfer(this, count, through, target);
        }
        long sent = super.transferTo(count, through, target);
        counted(Math.max(sent, 0) + through.remaining());
        return sent;
    }

    /** One thread reads at a time; the others only look. */
    private long counted(long bytes) throws IOException {
        if (bytes > 0) {
            long now = received + bytes;
            received = now;
            if (now > allowed) {
                throw new IOException("the client sends more than a request needs");
            }
        }
        return bytes;
    }
}
