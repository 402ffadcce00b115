package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of clients that say nothing, half of something, or a byte a second, and one that wants an answer. */
class SlowSocketsTest {
    private static final String HEAD = "GET /open HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + "y".repeat(200);
    private static final String GOOD = "GET /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final List<Slow> slow = new ArrayList<>();
    private Optional<Gate> open = Optional.empty();

    private static final class Slow {
        private final SocketChannel channel;
        private final boolean trickles;
        private int sent;

        Slow(int port, int kind) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.configureBlocking(false);
            trickles = kind == 2;
            sent = kind == 0 ? 0 : 30;
            write(HEAD.substring(0, sent));
        }

        private void write(String text) {
            try {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                // it has been closed, which is what is waited for
            }
        }

        void trickle() {
            if (trickles && sent < HEAD.length()) {
                write(HEAD.substring(sent, sent + 1));
                sent++;
            }
        }

        boolean isClosed() {
            try {
                return channel.read(ByteBuffer.allocate(64)) < 0;
            } catch (IOException e) {
                return true;
            }
        }
    }

    private Gate gate(int connections, Duration head) {
        GateConfig.Limits all = GateConfig.Limits.defaults();
        Gate gate = new Gate(
                GateConfig.loopback(0)
                        .withLimits(new GateConfig.Limits(
                                all.headerBytes(),
                                all.headers(),
                                all.requests(),
                                connections,
                                head,
                                all.stall(),
                                all.idle())),
                new Routes(List.of(Route.call(Method.GET, "/open", Permission.PUBLIC, r -> Reply.json("open")))),
                new KnownTokens());
        gate.start();
        open = Optional.of(gate);
        return gate;
    }

    @AfterEach
    void close() throws IOException {
        for (Slow each : slow) {
            each.channel.close();
        }
        open.ifPresent(Gate::close);
    }

    private void connect(Gate gate, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            slow.add(new Slow(gate.port(), i % 3));
        }
    }

    @Test
    void fiveThousandLeaveAnOrdinaryClientServed() throws Exception {
        Gate gate = gate(10_000, Duration.ofSeconds(8));
        connect(gate, 5_000);
        assertThat(slow.stream().filter(Slow::isClosed))
                .as("they are there while we ask")
                .hasSizeLessThan(2_500);
        for (int second = 0; second < 5; second++) {
            for (int i = 0; i < 20; i++) {
                assertThat(RawClient.status(RawClient.exchange(gate.port(), GOOD)))
                        .isEqualTo(200);
            }
            slow.forEach(Slow::trickle);
            Thread.sleep(1_000);
        }
        // A byte a second buys nobody more time than a request's head has.
        await().atMost(Duration.ofSeconds(80))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    slow.forEach(Slow::trickle);
                    return slow.stream().allMatch(Slow::isClosed);
                });
        assertThat(RawClient.status(RawClient.exchange(gate.port(), GOOD))).isEqualTo(200);
    }

    /** With as many as there are places, each new one takes the place of the slowest, not of the last that was let in. */
    @ParameterizedTest
    @ValueSource(ints = {300, 900})
    void whoeverSendsNothingHoldsNoPlace(int count) throws Exception {
        Gate gate = gate(300, Duration.ofMinutes(5));
        connect(gate, count);
        for (int i = 0; i < 50; i++) {
            assertThat(RawClient.status(RawClient.exchange(gate.port(), GOOD))).isEqualTo(200);
        }
    }
}
