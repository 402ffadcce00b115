package dev.atelier.gateway.http;

import dev.atelier.gateway.identity.Authenticator;
import dev.atelier.gateway.websocket.WebSockets;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;

/** The gate as a server: listens, bounds, and gives every request a virtual thread. */
public final class Gate implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.atelier.gateway.http");

    private final Visit.Context context;
    private final LongLived longLived;
    private final ExecutorService visits = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("visit-", 0).factory());
    private final LastOrigins lastOrigins = new LastOrigins();
    private final Semaphore room;
    private final GateConfig config;
    private final SideDoor side;
    private final Listeners listeners;

    /** @throws IllegalArgumentException if the table of routes contradicts itself */
    public Gate(GateConfig config, Routes routes, Authenticator authenticator) {
        this(config, routes, authenticator, Observer.none());
    }

    /** @throws IllegalArgumentException if the table of routes contradicts itself */
    public Gate(GateConfig config, Routes routes, Authenticator authenticator, Observer observer) {
        this(config, routes, authenticator, observer, SideDoor.closed());
    }

    /** @throws IllegalArgumentException if the table of routes contradicts itself */
    public Gate(GateConfig config, Routes routes, Authenticator authenticator, Observer observer, SideDoor side) {
        this.config = config;
        this.side = side;
        this.longLived = new LongLived(claim -> authenticator.stands(claim.proof(), claim.as()));
        this.room = new Semaphore(config.limits().requests());
        Origins origins = new Origins(config);
        RateLimits rates = new RateLimits(config.rates());
        this.context = new Visit.Context(
                config,
                new RouteTable(routes),
                new SignIn(authenticator, rates),
                rates,
                observer,
                origins,
                new Rules(config, origins),
                new BodyRoom(),
                new WebSockets(),
                longLived,
                lastOrigins);
        this.listeners = new Listeners(config, this::handle, observer);
    }

    /** @throws RuntimeException if the address cannot be had */
    public void start() {
        listen(config.door().port());
    }

    private void listen(int port) {
        listeners.start(port);
        longLived.start();
    }

    /** On another port where some program has this one. */
    public void startNear() {
        try {
            start();
        } catch (RuntimeException e) {
            if (!(e.getCause() instanceof BindException)) {
                throw e;
            }
            listen(0);
        }
    }

    /** Where it listens, once it has started. */
    public InetSocketAddress address() {
        return listeners.address();
    }

    /** Where programs of this computer come in: by plain HTTP, on loopback or on all addresses. */
    public InetSocketAddress ownAddress() {
        return listeners.ownAddress();
    }

    public int port() {
        return address().getPort();
    }

    /** The origin at which this person's browser last was. */
    public Optional<String> lastOrigin(String person) {
        return lastOrigins.of(person);
    }

    /** How many WebSockets are open. */
    public int openSockets() {
        return longLived.count();
    }

    /** Tells the WebSockets to come back later, and ends everything. */
    @Override
    public void close() {
        visits.shutdownNow();
        try {
            longLived.close();
            if (!visits.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "some requests did not end within 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        listeners.stop();
    }

    private void handle(HttpServerExchange exchange) {
        Wire.of(exchange).heard(exchange);
        listeners.heard(exchange.getConnection());
        String id = RequestId.of(exchange, config.door());
        if (leadsAside(exchange)) {
            new SideVisit(context, side, exchange, id, visits, room)
                    .begin(() -> listeners.answered(exchange.getConnection()));
            return;
        }
        if (!room.tryAcquire()) {
            shed(exchange, id);
            return;
        }
        exchange.dispatch(visits, () -> {
            try {
                if (new Visit(context, exchange, id).run()) {
                    listeners.answered(exchange.getConnection());
                }
            } finally {
                room.release();
            }
        });
    }

    private boolean leadsAside(HttpServerExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        return side.isFor(host == null ? "" : Framing.name(host.toLowerCase(Locale.ROOT)), Framing.port(exchange));
    }

    /** Without a thread, since there are too many of them. */
    private void shed(HttpServerExchange exchange, String id) {
        exchange.setStatusCode(503);
        exchange.setPersistent(false);
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
        exchange.setResponseContentLength(0);
        exchange.getResponseSender().close(new IoCallback() {
            @Override
            public void onComplete(HttpServerExchange done, Sender sender) {
                IoUtils.safeClose(done.getConnection());
            }

            @Override
            public void onException(HttpServerExchange done, Sender sender, IOException e) {
                IoUtils.safeClose(done.getConnection());
            }
        });
        context.observer()
                .answered(new Answered(
                        id,
                        "OTHER",
                        Optional.empty(),
                        503,
                        0,
                        Duration.ZERO,
                        ClientAddress.of(exchange, config.door()).getHostAddress(),
                        Optional.empty(),
                        Optional.of("overloaded")));
    }
}
