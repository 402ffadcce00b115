package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.xnio.channels.StreamSourceChannel;

/** A request's body, read on the request's virtual thread: bounded in bytes, in standing still, and in slowness. */
final class BodyInput extends InputStream {
    /** After the first minute a body must have come at this rate on average. */
    private static final long BYTES_A_SECOND = 1024;

    private static final Duration GRACE = Duration.ofSeconds(60);

    private final HttpServerExchange exchange;
    private final Wire wire;
    private final long max;
    private final Readiness readiness;
    private final long began = System.nanoTime();
    private StreamSourceChannel channel;
    private long read;
    private boolean ended;
    private boolean broken;

    BodyInput(HttpServerExchange exchange, long max, Duration stall) {
        this.exchange = exchange;
        this.wire = Wire.of(exchange);
        this.max = max;
        this.readiness = new Readiness(stall);
        this.ended = exchange.isRequestComplete();
    }

    static ProblemException tooLarge(long max) {
        return Problem.of(413, "body-too-large", "The body is larger than the " + max + " bytes that this route takes.")
                .asException();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        if (channel == null) {
            open();
        }
        wire.expect(length);
        int count = readSome(ByteBuffer.wrap(bytes, offset, length));
        if (count < 0) {
            ended = true;
            return -1;
        }
        read += count;
        if (read > max) {
            throw tooLarge(max);
        }
        return count;
    }

    /** Whether nothing of the body is left unread. */
    boolean ended() {
        return ended;
    }

    /** Whether there is no sense in reading on. */
    boolean broken() {
        return broken;
    }

    /** Whether the client waits to be told to send its body, and was not told. */
    boolean unasked() {
        return !ended && channel == null && HttpContinue.requiresContinueResponse(exchange);
    }

    private void open() throws IOException {
        channel = exchange.getRequestChannel();
        if (channel == null) {
            throw new IllegalStateException("the body is read by somebody else");
        }
        channel.getReadSetter().set(c -> {
            c.suspendReads();
            readiness.signal();
        });
        if (HttpContinue.requiresContinueResponse(exchange)) {
            HttpContinue.ContinueResponseSender sender = HttpContinue.createResponseSender(exchange);
            while (!sender.send()) {
                sender.awaitWritable();
            }
        }
    }

    private int readSome(ByteBuffer buffer) throws IOException {
        while (true) {
            int count = tryRead(buffer);
            if (count != 0) {
                return count;
            }
            long seconds = (System.nanoTime() - began) / 1_000_000_000L;
            if (seconds > GRACE.toSeconds() + read / BYTES_A_SECOND) {
                throw new ClientGoneException("the client sends its body too slowly");
            }
            readiness.await(channel::resumeReads, "body");
        }
    }

    /** The border to the server's reader of chunks, which fails in its own ways on trailers that are none. */
    private int tryRead(ByteBuffer buffer) throws ClientGoneException {
        try {
            return channel.read(buffer);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        } catch (RuntimeException e) {
            broken = true;
            exchange.setPersistent(false);
            throw new ProblemException(
                    Problem.of(400, "bad-request", "The body's chunks or trailers can't be read."), e);
        }
    }
}
