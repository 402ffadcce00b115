package dev.atelier.agent.port;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** A connection of the gateway's and one of an application's: bytes both ways until both have ended or one has failed. */
final class Joined {
    private static final Logger LOG = System.getLogger(Joined.class.getName());
    private static final int BUFFER = 32 << 10;
    /** What a peer may hold back its next message for. */
    private static final int SMALL = 2 << 10;

    private static final long SPARSE_NANOS = 1_000_000;
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final StreamConnection gateway;
    private final SocketChannel application;
    private final Runnable over;
    private final AtomicInteger ways = new AtomicInteger(2);

    Joined(StreamConnection gateway, SocketChannel application, Runnable over) {
        this.gateway = gateway;
        this.application = application;
        this.over = over;
    }

    void start() {
        Thread.ofVirtual().name("port-in").start(() -> way(this::in));
        Thread.ofVirtual().name("port-out").start(() -> way(this::out));
    }

    @FunctionalInterface
    private interface Way {
        void carry() throws IOException, InterruptedException;
    }

    /** The named border of both ways. */
    private void way(Way way) {
        try {
            way.carry();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a connection to a port broke", e);
            end();
        } finally {
            if (ways.decrementAndGet() == 0) {
                end();
                over.run();
            }
        }
    }

    private void end() {
        IoUtils.safeClose(gateway);
        close(application);
    }

    /** Selectors of our own would cost files for each connection: the I/O thread says when there is something to read or room. */
    private void in() throws IOException, InterruptedException {
        ConduitStreamSourceChannel source = gateway.getSourceChannel();
        Semaphore readable = new Semaphore(0);
        source.setReadListener(channel -> {
            channel.suspendReads();
            readable.release();
        });
        source.setCloseListener(channel -> readable.release());
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        for (int count = source.read(buffer); count >= 0; count = source.read(buffer.clear())) {
            if (count == 0) {
                source.resumeReads();
                readable.acquire();
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                application.write(buffer);
            }
        }
        application.shutdownOutput();
        // What is still on its way there has this long; an application that has nothing to say would stay for ever.
        Thread.sleep(GOODBYE);
        end();
    }

    private void out() throws IOException, InterruptedException {
        ConduitStreamSinkChannel sink = gateway.getSinkChannel();
        Semaphore writable = new Semaphore(0);
        sink.setWriteListener(channel -> {
            channel.suspendWrites();
            writable.release();
        });
        sink.setCloseListener(channel -> writable.release());
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long last = System.nanoTime() - SPARSE_NANOS;
        for (int count = application.read(buffer); count >= 0; count = application.read(buffer.clear())) {
            long now = System.nanoTime();
            if (count <= SMALL && now - last >= SPARSE_NANOS) {
                acknowledge();
            }
            last = now;
            buffer.flip();
            while (buffer.hasRemaining()) {
                if (sink.write(buffer) == 0) {
                    sink.resumeWrites();
                    writable.acquire();
                }
            }
        }
        sink.shutdownWrites();
        while (!sink.flush()) {
            sink.resumeWrites();
            writable.acquire();
        }
    }

    /**
     * At once: a server that writes twice without TCP_NODELAY, as Jupyter's does, sends its second piece when the first is acknowledged,
     * which Linux would leave for 40 ms. Only after a small piece that came alone: in a flood it would cost a packet each.
     */
    private void acknowledge() throws IOException {
        if (application.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
            application.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        }
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a socket cannot be closed", e);
        }
    }
}
