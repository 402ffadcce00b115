package dev.atelier.gateway.forward;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.ssl.SslConnection;

/** Passes requests on, and joins connections that have become WebSockets. */
public final class Forwarder implements AutoCloseable {
    /** How long one end may go on after the other has said its last. */
    private static final long GOODBYE_SECONDS = 5;
    /** A page that somebody halts in a debugger takes nothing from its WebSockets meanwhile. */
    private static final int SOCKETS_PATIENCE = 10;

    private final Buffers buffers = new Buffers();
    private final Set<StreamConnection> joined = ConcurrentHashMap.newKeySet();

    private final Duration stall;

    /**
     * @param stall how long a client may take nothing of an answer that waits for it; ten times as long of what a WebSocket brings
     */
    public Forwarder(Duration stall) {
        this.stall = stall;
    }

    /**
     * Passes a request on, on its I/O thread, dispatched from its handler.
     *
     * @param socket whether it asks for a WebSocket
     */
    public void forward(Crossing crossing, Destination destination, boolean socket) {
        new Passage(crossing, destination, socket, this).begin();
    }

    Buffers buffers() {
        return buffers;
    }

    /** Bytes both ways until one of the two ends. */
    void join(StreamConnection client, StreamConnection upstream, ByteBuffer first) {
        joined.add(client);
        client.getCloseSetter().set(gone -> {
            joined.remove(client);
            IoUtils.safeClose(upstream);
        });
        upstream.getCloseSetter().set(gone -> IoUtils.safeClose(client));
        Patience patience = new Patience(
                client.getIoThread(), stall.multipliedBy(SOCKETS_PATIENCE), () -> IoUtils.safeClose(client, upstream));
        one(upstream, client, Optional.of(patience), first);
        one(client, upstream, Optional.empty(), ByteBuffer.allocate(0));
    }

    /** Ends an answer of which its client takes nothing. */
    Patience withClient(HttpServerExchange exchange, Runnable over) {
        return new Patience(exchange.getIoThread(), stall, over);
    }

    private void one(StreamConnection from, StreamConnection to, Optional<Patience> patience, ByteBuffer first) {
        new Flow(
                        from.getSourceChannel(),
                        to.getSinkChannel(),
                        buffers,
                        Shaper.asItComes(),
                        !(from instanceof SslConnection),
                        bytes -> {},
                        patience,
                        new Flow.End() {
                            // Whatever one end has said is out before the other one hears that it left.
                            @Override
                            public void done() {
                                sayGoodbye(from, to);
                            }

                            @Override
                            public void sourceFailed(IOException e) {
                                IoUtils.safeClose(to, from);
                            }

                            @Override
                            public void sinkFailed(IOException e) {
                                IoUtils.safeClose(to, from);
                            }
                        })
                .start(first);
    }

    private static void sayGoodbye(StreamConnection from, StreamConnection to) {
        from.getIoThread().executeAfter(() -> IoUtils.safeClose(to, from), GOODBYE_SECONDS, TimeUnit.SECONDS);
        try {
            to.getSinkChannel().shutdownWrites();
            if (!to.getSinkChannel().flush()) {
                to.getSinkChannel()
                        .setWriteListener(ChannelListeners.flushingChannelListener(
                                s -> {}, (s, e) -> IoUtils.safeClose(to, from)));
                to.getSinkChannel().resumeWrites();
            }
        } catch (IOException e) {
            IoUtils.safeClose(to, from);
        }
    }

    /** Ends what has been joined. */
    @Override
    public void close() {
        joined.forEach(client -> client.getIoThread().execute(() -> IoUtils.safeClose(client)));
    }
}
