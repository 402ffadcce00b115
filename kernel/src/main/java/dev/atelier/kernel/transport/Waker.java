package dev.atelier.kernel.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.Semaphore;

/**
 * Wakes the I/O thread out of its poll. A thread of its own writes the byte: were a cell's thread to write it, an
 * interrupt in that moment would close the pipe for good.
 */
final class Waker implements AutoCloseable {
    private final Semaphore calls = new Semaphore(0);
    private final Pipe pipe;
    private final Thread thread;
    private volatile boolean closed;

    Waker() {
        try {
            pipe = Pipe.open();
            pipe.source().configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().name("kernel-waker").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    SelectableChannel source() {
        return pipe.source();
    }

    /** From any thread, interrupted or not. */
    void wake() {
        if (calls.availablePermits() == 0) {
            calls.release();
        }
    }

    private void run() {
        try (var _ = pipe.source();
                var sink = pipe.sink()) {
            while (!closed) {
                calls.acquireUninterruptibly();
                sink.write(ByteBuffer.allocate(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On the I/O thread, before it looks at its queue: what is queued later wakes it again. */
    void clear() {
        ByteBuffer bytes = ByteBuffer.allocate(64);
        try {
            while (pipe.source().read(bytes) > 0) {
                bytes.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When the I/O thread has ended. */
    @Override
    public void close() {
        closed = true;
        calls.release();
    }
}
