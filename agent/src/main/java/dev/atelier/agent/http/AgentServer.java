package dev.atelier.agent.http;

import dev.atelier.agent.http.Router.Match;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.io.Receiver;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.protocol.Handshake;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.Options;

/** The agent's HTTP and WebSocket server. I/O threads move bytes; every handler runs on a virtual thread. */
public final class AgentServer {
    private static final long PATIENCE_NANOS = 500_000_000;
    private static final Logger LOG = System.getLogger(AgentServer.class.getName());
    private static final long LARGEST_BODY = 4L << 20;
    private static final int LARGEST_HEADERS = 32 << 10;
    private static final int BUFFER_BYTES = 16 << 10;
    /** What a request may ask to switch to, and what the router calls that. */
    private static final Map<String, String> PROTOCOLS = Map.of("websocket", "UPGRADE", "bytes", "BYTES");

    private final Secret secret;
    private final Router router;
    private final Undertow undertow;
    private final ExecutorService virtualThreads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("http-", 0).factory());

    private final AtomicInteger answering = new AtomicInteger();

    public AgentServer(String host, int port, String secret, Router router) {
        this.secret = new Secret(secret);
        this.router = router;
        this.undertow = Undertow.builder()
                .addHttpListener(port, host)
                .setHandler(this::handle)
                .setIoThreads(2)
                .setWorkerThreads(2)
                .setBufferSize(BUFFER_BYTES)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, LARGEST_BODY)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, LARGEST_HEADERS)
                .setServerOption(UndertowOptions.MAX_HEADERS, 100)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, 100)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 300_000)
                .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, 1_000)
                .build();
    }

    public void start() {
        undertow.start();
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
    }

    /** Stops once the answers under way are out, or after half a second. */
    public void stop() {
        awaitAnswers();
        undertow.stop();
        virtualThreads.shutdownNow();
    }

    private void awaitAnswers() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            while (answering.get() > 0 && System.nanoTime() < end) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpServerExchange exchange) {
        answering.incrementAndGet();
        exchange.addExchangeCompleteListener((ended, next) -> {
            answering.decrementAndGet();
            next.proceed();
        });
        if (!secret.shownBy(header(exchange, Headers.AUTHORIZATION))) {
            send(
                    exchange,
                    Answer.problem(Problem.of(
                            401,
                            "unauthorized",
                            "This agent answers its gateway alone: the secret is missing or wrong.")));
            return;
        }
        String method = header(exchange, Headers.UPGRADE)
                .flatMap(protocol -> Optional.ofNullable(PROTOCOLS.get(protocol.toLowerCase(Locale.ROOT))))
                .orElse(exchange.getRequestMethod().toString());
        switch (router.find(method, exchange.getRequestPath())) {
            case Match.Call(var handler, var variables) -> receive(exchange, handler, variables);
            case Match.Socket(var handler, var variables) ->
                exchange.dispatch(virtualThreads, (HttpServerExchange e) -> upgrade(e, handler, variables));
            case Match.Bytes(var handler, var variables) ->
                exchange.dispatch(virtualThreads, (HttpServerExchange e) -> tunnel(e, handler, variables));
            case Match.WrongMethod(Set<String> allowed) ->
                send(
                        exchange,
                        Answer.problem(Problem.of(
                                405,
                                "method-not-allowed",
                                "This path does not know " + method + ".",
                                "It knows " + String.join(", ", allowed) + ".")));
            case Match.Nothing() ->
                send(exchange, Answer.problem(Problem.of(404, "unknown-route", "The agent has no such path.")));
        }
    }

    private void receive(HttpServerExchange exchange, Router.Handler handler, Map<String, String> variables) {
        Receiver receiver = exchange.getRequestReceiver();
        receiver.receiveFullBytes(
                (e, body) -> e.dispatch(
                        virtualThreads,
                        (HttpServerExchange dispatched) ->
                                call(dispatched, handler, new Request(variables, query(dispatched), body))),
                (e, failure) -> {
                    boolean tooBig = failure instanceof Receiver.RequestToLargeException;
                    e.setPersistent(false);
                    send(
                            e,
                            Answer.problem(
                                    tooBig
                                            ? Problem.of(
                                                    413,
                                                    "body-too-large",
                                                    "A body has at most " + (LARGEST_BODY >> 20) + " MiB.")
                                            : Problem.of(400, "bad-body", "The body could not be read.")));
                });
    }

    private static void call(HttpServerExchange exchange, Router.Handler handler, Request request) {
        Answer answer;
        try {
            answer = handler.handle(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer = Answer.problem(Problem.of(503, "agent-leaves", "The agent is being ended."));
        } catch (RuntimeException e) { // the border to the network: whatever went wrong is answered
            answer = failure(e);
        }
        send(exchange, answer);
    }

    private static void upgrade(
            HttpServerExchange exchange, Router.SocketHandler handler, Map<String, String> variables) throws Exception {
        Upgrade upgrade;
        try {
            upgrade = handler.prepare(new Request(variables, query(exchange), new byte[0]));
            check(exchange, upgrade.subprotocol());
        } catch (RuntimeException e) { // as above
            send(exchange, failure(e));
            return;
        }
        List<Handshake> handshakes =
                List.of(new Hybi13Handshake(upgrade.subprotocol().map(Set::of).orElse(Set.of()), false));
        WebSocketConnectionCallback connected =
                (webSocketExchange, channel) -> upgrade.opened().accept(channel);
        new WebSocketProtocolHandshakeHandler(
                        handshakes,
                        connected,
                        e -> send(
                                e,
                                Answer.problem(Problem.of(
                                        400, "bad-handshake", "This is no WebSocket handshake of version 13."))))
                .handleRequest(exchange);
    }

    private static void tunnel(HttpServerExchange exchange, Router.TunnelHandler handler, Map<String, String> variables)
            throws InterruptedException {
        Tunnel tunnel;
        try {
            tunnel = handler.prepare(new Request(variables, query(exchange), new byte[0]));
        } catch (RuntimeException e) { // as above
            send(exchange, failure(e));
            return;
        }
        AtomicBoolean decided = new AtomicBoolean();
        exchange.addExchangeCompleteListener((done, next) -> {
            if (!done.isUpgrade() && decided.compareAndSet(false, true)) {
                tunnel.abandoned().run();
            }
            next.proceed();
        });
        exchange.getConnection().addCloseListener(gone -> {
            if (decided.compareAndSet(false, true)) {
                tunnel.abandoned().run();
            }
        });
        exchange.getResponseHeaders().put(Headers.UPGRADE, "bytes");
        exchange.upgradeChannel((connection, upgraded) -> {
            if (decided.compareAndSet(false, true)) {
                tunnel.opened().accept(connection);
            }
        });
        exchange.endExchange();
    }

    private static void check(HttpServerExchange exchange, Optional<String> subprotocol) {
        String offered = header(exchange, Headers.SEC_WEB_SOCKET_PROTOCOL).orElse("");
        if (subprotocol.isPresent() && !List.of(offered.split("\\s*,\\s*")).contains(subprotocol.get())) {
            throw Problem.of(
                            400,
                            "unknown-subprotocol",
                            "The WebSocket must offer the subprotocol " + subprotocol.get() + ".")
                    .asException();
        }
    }

    private static Answer failure(RuntimeException e) {
        if (e instanceof ProblemException problem) {
            return Answer.problem(problem.problem());
        }
        LOG.log(Level.ERROR, "A request failed.", e);
        return Answer.problem(Problem.of(
                500,
                "agent-failed",
                "The agent failed: " + e.getMessage() + ".",
                "Its log on the instance says more."));
    }

    private static void send(HttpServerExchange exchange, Answer answer) {
        exchange.setStatusCode(answer.status());
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        if (answer.body().length == 0) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
        }
    }

    private static Optional<String> header(HttpServerExchange exchange, HttpString name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    private static Map<String, String> query(HttpServerExchange exchange) {
        Map<String, String> query = new HashMap<>();
        exchange.getQueryParameters().forEach((name, values) -> query.put(name, values.getFirst()));
        return query;
    }
}
