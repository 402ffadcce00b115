package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.Problem;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.MessageCollector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private Gate gate;

    @BeforeEach
    void start() {
        List<Route> routes = List.of(
                Route.upgrade(
                        "/api/echo",
                        Permission.READ,
                        (r, thread) -> new Upgrade.Accept(
                                Optional.of("v1").filter(r.headerList("Sec-WebSocket-Protocol")::contains),
                                WebSocketTest::echo,
                                () -> {})),
                Route.upgrade("/api/broken", Permission.READ, (r, thread) -> {
                    throw Problem.of(404, "unknown-kernel", "There is no such kernel.")
                            .asException();
                }));
        GateConfig.Limits limits = new GateConfig.Limits(
                32 << 10, 100, 100, 100, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300));
        gate = new Gate(GateConfig.loopback(0).withLimits(limits), new Routes(routes), new KnownTokens());
        gate.start();
    }

    private static void echo(FrameChannel channel) {
        channel.start(new MessageCollector(channel) {
            @Override
            protected void message(int type, byte[] whole) {
                channel.message(type, ByteBuffer.wrap(whole));
            }

            @Override
            protected long limit() {
                return 1 << 20;
            }

            @Override
            public void closed(int code) {}
        });
    }

    @AfterEach
    void stop() {
        gate.close();
        client.shutdownNow(); // close() would wait for sockets that are still open
    }

    private static final class Ears implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }

    private WebSocket open(String path, Ears ears, String... protocols) throws Exception {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        if (protocols.length > 0) {
            builder.subprotocols(
                    protocols[0],
                    List.of(protocols).subList(1, protocols.length).toArray(String[]::new));
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + gate.port() + path), ears)
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void staysOpenLongAfterTheLimitsOfRequests() throws Exception {
        Ears ears = new Ears();
        WebSocket socket = open("/api/echo?token=reader", ears, "other", "v1");
        assertThat(socket.getSubprotocol()).isEqualTo("v1");
        long opened = System.nanoTime();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> System.nanoTime() - opened > Duration.ofSeconds(2).toNanos() || ears.closed.isDone());
        assertThat(ears.closed).isNotDone();
        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
        assertThat(ears.text.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.abort();
    }

    @Test
    void choosesNoSubprotocolThatWasNotOffered() throws Exception {
        WebSocket socket = open("/api/echo?token=reader", new Ears());
        assertThat(socket.getSubprotocol()).isEmpty();
        socket.abort();
    }

    @Test
    void tellsClientsToComeBackWhenItStops() throws Exception {
        Ears ears = new Ears();
        WebSocket socket = open("/api/echo?token=reader", ears);
        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
        ears.text.get(10, TimeUnit.SECONDS);
        gate.close();
        assertThat(ears.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1012);
    }

    @Test
    void refusesBeforeItAccepts() {
        assertThatThrownBy(() -> open("/api/broken?token=reader", new Ears()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
    }
}
