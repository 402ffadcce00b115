package dev.atelier.gateway.relay;

import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.WebSockets;
import io.undertow.websockets.client.WebSocketClientHandshake;
import io.undertow.websockets.client.WebSocketClientNegotiation;
import io.undertow.websockets.core.WebSocketVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.http.HttpUpgrade;

/**
 * Opens WebSockets to agents. One that belongs to a client is opened on the client's own I/O thread: what passes from one to
 * the other then changes no thread, which is most of what a small message costs.
 */
public final class Dialer implements AutoCloseable {
    private static final long SECONDS = 75;
    private static final OptionMap OPTIONS = OptionMap.create(Options.TCP_NODELAY, true);

    private final XnioWorker worker;
    private final WebSockets sockets = new WebSockets();

    public Dialer() throws IOException {
        worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "relay")
                        .set(Options.WORKER_IO_THREADS, 1)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 1)
                        .getMap());
    }

    /** As below, for a WebSocket that belongs to no client. */
    FrameChannel dial(AgentAddress agent, String path) throws IOException, InterruptedException {
        return dial(worker.getIoThread(), agent, path, Optional.empty());
    }

    /**
     * Opens a WebSocket; blocks until it is open. An agent waits as long as a minute for a kernel before it answers.
     *
     * @param thread that of the client for whom it is
     * @param path with its query
     * @throws IOException also where nothing has been answered within {@value #SECONDS} seconds
     */
    FrameChannel dial(XnioIoThread thread, AgentAddress agent, String path, Optional<String> subprotocol)
            throws IOException, InterruptedException {
        Opening opening = new Opening(agent, URI.create(agent.base() + path), subprotocol);
        thread.openStreamConnection(
                        new InetSocketAddress(
                                agent.base().getHost(), agent.base().getPort()),
                        opening::connected,
                        OPTIONS)
                .addNotifier(opening.failed(), opening);
        boolean given = false;
        try {
            FrameChannel open = opening.result.get(SECONDS, TimeUnit.SECONDS);
            given = true;
            return open;
        } catch (TimeoutException e) {
            throw new IOException("the instance's agent has not answered within " + SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } finally {
            opening.abandon(); // nothing where it is open or has failed
            if (!given) {
                opening.result.whenComplete((open, failure) -> {
                    if (failure == null) {
                        open.abort(); // it was opened in the moment that nobody waited any more
                    }
                });
            }
        }
    }

    /** One handshake, on the I/O thread. */
    private final class Opening {
        private final AgentAddress agent;
        private final URI target;
        private final WebSocketClientHandshake handshake;
        private final CompletableFuture<FrameChannel> result = new CompletableFuture<>();
        private volatile Optional<StreamConnection> connection = Optional.empty();

        Opening(AgentAddress agent, URI target, Optional<String> subprotocol) {
            this.agent = agent;
            this.target = target;
            this.handshake = WebSocketClientHandshake.create(
                    WebSocketVersion.V13,
                    target,
                    new WebSocketClientNegotiation(subprotocol.map(List::of).orElse(List.of()), List.of()),
                    Set.of());
        }

        void connected(StreamConnection made) {
            connection = Optional.of(made);
            if (result.isDone()) {
                IoUtils.safeClose(made);
                return;
            }
            Map<String, List<String>> headers = new HashMap<>();
            handshake.createHeaders().forEach((name, value) -> headers.put(name, List.of(value)));
            headers.put("Authorization", List.of("Bearer " + agent.secret()));
            HttpUpgrade.performUpgrade(
                            made, target, headers, this::upgraded, handshake.handshakeChecker(target, headers))
                    .addNotifier(failed(), this);
        }

        private void upgraded(StreamConnection upgraded) {
            FrameChannel open = sockets.channel(upgraded, FrameChannel.Role.CLIENT);
            if (!result.complete(open)) {
                open.abort();
            }
        }

        IoFuture.Notifier<StreamConnection, Opening> failed() {
            return new IoFuture.HandlingNotifier<>() {
                @Override
                public void handleFailed(IOException failure, Opening opening) {
                    result.completeExceptionally(failure);
                    abandon();
                }
            };
        }

        void abandon() {
            boolean opened = result.isDone() && !result.isCompletedExceptionally();
            result.cancel(false);
            if (!opened) {
                connection.ifPresent(IoUtils::safeClose);
            }
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
