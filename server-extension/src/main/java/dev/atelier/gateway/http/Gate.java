package dev.atelier.gateway.http;

import dev.atelier.gateway.identity.Authenticator;
import dev.atelier.gateway.websocket.CloseCode;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.WebSockets;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.xnio.Options;

/** The gate as a server: listens, bounds, and gives every request a virtual thread. */
public final class Gate implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.atelier.gateway.http");
    private static final int BUFFER = 16 << 10;

    private final Visit.Context context;
    private final Set<FrameChannel> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService visits = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("visit-", 0).factory());
    private final Semaphore room;
    private final GateConfig config;
    private Undertow server;

    /** @throws IllegalArgumentException if the table of routes contradicts itself */
    public Gate(GateConfig config, Routes routes, Authenticator authenticator) {
        this.config = config;
        this.room = new Semaphore(config.limits().requests());
        Origins origins = new Origins(config);
        this.context = new Visit.Context(
                config,
                new RouteTable(routes),
                new SignIn(authenticator),
                origins,
                new Rules(config, origins),
                new BodyRoom(),
                new WebSockets(),
                sockets);
        this.server = server(config.port());
    }

    /** @throws RuntimeException if the address cannot be had */
    public void start() {
        server.start();
    }

    /** On another port where some program has this one. */
    public void startNear() {
        try {
            server.start();
        } catch (RuntimeException e) {
            if (!(e.getCause() instanceof BindException)) {
                throw e;
            }
            server = server(0);
            server.start();
        }
    }

    /** Where it listens, once it has started. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenerInfo().getFirst().getAddress();
    }

    public int port() {
        return address().getPort();
    }

    /** Tells the WebSockets to come back later, and ends everything. */
    @Override
    public void close() {
        List<FrameChannel> open = List.copyOf(sockets);
        CountDownLatch told = new CountDownLatch(open.size());
        open.forEach(socket -> socket.onThread(() -> {
            socket.close(CloseCode.SERVICE_RESTART, "the gateway restarts");
            told.countDown();
        }));
        visits.shutdownNow();
        try {
            if (!told.await(1, TimeUnit.SECONDS)) {
                LOG.log(Level.DEBUG, "some WebSockets take nothing any more");
            }
            if (!visits.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "some requests did not end within 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop();
    }

    private Undertow server(int port) {
        GateConfig.Limits limits = config.limits();
        return Undertow.builder()
                .addHttpListener(port, config.host())
                // Threads come and go by the request, so buffers kept for each would only be lost.
                .setByteBufferPool(new DefaultByteBufferPool(true, BUFFER, -1, 0))
                .setIoThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setWorkerThreads(2)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, limits.headerBytes())
                .setServerOption(UndertowOptions.MAX_HEADERS, limits.headers())
                .setServerOption(UndertowOptions.MAX_PARAMETERS, 200)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L) // each route has its own
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int)
                        limits.head().toMillis())
                .setServerOption(
                        UndertowOptions.NO_REQUEST_TIMEOUT, (int) limits.idle().toMillis())
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setSocketOption(Options.CONNECTION_HIGH_WATER, limits.connections())
                .setSocketOption(Options.CONNECTION_LOW_WATER, limits.connections())
                .setHandler(this::handle)
                .build();
    }

    private void handle(HttpServerExchange exchange) {
        if (!room.tryAcquire()) {
            exchange.setStatusCode(503);
            exchange.setPersistent(false);
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
            exchange.endExchange();
            return;
        }
        String id = UUID.randomUUID().toString().substring(0, 13);
        exchange.dispatch(visits, () -> {
            try {
                new Visit(context, exchange, id).run();
            } finally {
                room.release();
            }
        });
    }
}
