package dev.atelier.agent.port;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.Channels;

/** A connection of the gateway's and one of an application's: bytes both ways until both have ended or one has failed. */
final class Joined {
    private static final Logger LOG = System.getLogger(Joined.class.getName());
    private static final int BUFFER = 32 << 10;
    /** What a peer may hold back its next message for. */
    private static final int SMALL = 2 << 10;

    private static final long SPARSE_NANOS = 1_000_000;

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
        void carry() throws IOException;
    }

    private void way(Way way) {
        try {
            way.carry();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a connection to a port broke", e);
            IoUtils.safeClose(gateway);
            close(application);
        } finally {
            if (ways.decrementAndGet() == 0) {
                IoUtils.safeClose(gateway);
                close(application);
                over.run();
            }
        }
    }

    private void in() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        while (Channels.readBlocking(gateway.getSourceChannel(), buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                application.write(buffer);
            }
        }
        application.shutdownOutput();
    }

    private void out() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        long last = System.nanoTime() - SPARSE_NANOS;
        while (true) {
            int count = application.read(buffer.clear());
            if (count < 0) {
                break;
            }
            long now = System.nanoTime();
            if (count <= SMALL && now - last >= SPARSE_NANOS) {
                acknowledge();
            }
            last = now;
            Channels.writeBlocking(gateway.getSinkChannel(), buffer.flip());
            Channels.flushBlocking(gateway.getSinkChannel());
        }
        gateway.getSinkChannel().shutdownWrites();
        Channels.flushBlocking(gateway.getSinkChannel());
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
