package dev.atelier.gateway.relay;

import dev.atelier.gateway.link.AgentAddress;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.websockets.client.WebSocketClient;
import io.undertow.websockets.client.WebSocketClientNegotiation;
import io.undertow.websockets.core.WebSocketChannel;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Opens WebSockets to agents. Its I/O threads serve all of them. */
public final class Dialer implements AutoCloseable {
    private static final int BUFFER = 16 << 10;
    private static final long SECONDS = 75;

    private final XnioWorker worker;
    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER);

    public Dialer() throws IOException {
        worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "relay")
                        .set(Options.WORKER_IO_THREADS, 2)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 4)
                        .set(Options.TCP_NODELAY, true)
                        .getMap());
    }

    /**
     * Opens a WebSocket; blocks until it is open. An agent waits as long as a minute for a kernel before it answers.
     *
     * @param path with its query
     * @throws IOException also where nothing has been answered within {@value #SECONDS} seconds
     */
    public WebSocketChannel dial(AgentAddress agent, String path, Optional<String> subprotocol)
            throws IOException, InterruptedException {
        URI target = URI.create(agent.base().toString().replaceFirst("^http", "ws") + path);
        IoFuture<WebSocketChannel> opening = WebSocketClient.connectionBuilder(worker, buffers, target)
                .setOptionMap(OptionMap.create(Options.TCP_NODELAY, true))
                .setClientNegotiation(new WithSecret(agent, subprotocol))
                .connect();
        try {
            if (opening.awaitInterruptibly(SECONDS, TimeUnit.SECONDS) == IoFuture.Status.WAITING) {
                throw new IOException("the instance's agent has not answered within " + SECONDS + " s");
            }
            return opening.get();
        } finally {
            opening.cancel(); // nothing where it is open or has failed
        }
    }

    private static final class WithSecret extends WebSocketClientNegotiation {
        private final AgentAddress agent;

        WithSecret(AgentAddress agent, Optional<String> subprotocol) {
            super(subprotocol.map(List::of).orElse(List.of()), List.of());
            this.agent = agent;
        }

        @Override
        public void beforeRequest(Map<String, List<String>> headers) {
            headers.put("Authorization", List.of("Bearer " + agent.secret()));
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
