package dev.atelier.gateway.http;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import org.xnio.channels.StreamSinkChannel;

/** An answer's body, written on the request's virtual thread; the client may stand still for a while, not forever. */
final class ResponseOutput extends OutputStream {
    private final StreamSinkChannel channel;
    private final Readiness readiness;

    ResponseOutput(HttpServerExchange exchange, Duration stall) {
        channel = exchange.getResponseChannel();
        readiness = new Readiness(stall);
        channel.getWriteSetter().set(c -> {
            c.suspendWrites();
            readiness.signal();
        });
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            if (tried(() -> channel.write(buffer)) == 0) {
                await();
            }
        }
    }

    void transfer(FileChannel file, long start, long count) throws IOException {
        long sent = 0;
        while (sent < count) {
            long at = start + sent;
            long left = count - sent;
            long moved = tried(() -> channel.transferFrom(file, at, left));
            if (moved < 0 || (moved == 0 && at >= file.size())) {
                throw new IOException("the file became shorter while it was sent");
            }
            if (moved == 0) {
                await();
            }
            sent += moved;
        }
    }

    @Override
    public void flush() throws IOException {
        while (tried(() -> channel.flush() ? 1 : 0) == 0) {
            await();
        }
    }

    @Override
    public void close() throws IOException {
        tried(() -> {
            channel.shutdownWrites();
            return 0;
        });
        flush();
    }

    private void await() throws IOException {
        readiness.await(channel::resumeWrites, "reading");
    }

    @FunctionalInterface
    private interface Step {
        long run() throws IOException;
    }

    private static long tried(Step step) throws ClientGoneException {
        try {
            return step.run();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }
}
