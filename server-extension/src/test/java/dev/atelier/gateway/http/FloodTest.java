package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thousands of handshakes by somebody who has no token, beside one by somebody who has. */
class FloodTest {
    private static final int MANY = 4_000;

    private final AtomicInteger handled = new AtomicInteger();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private Gate gate;

    @BeforeEach
    void start() {
        Observer observer = new Observer() {
            @Override
            public void answered(Answered request) {
                request.refusal().ifPresent(reason -> refusals.merge(reason, 1, Integer::sum));
            }

            @Override
            public void turnedAway(String reason) {}
        };
        List<Route> routes = List.of(Route.upgrade("/api/socket", Permission.READ, (r, thread) -> {
            handled.incrementAndGet();
            return new Upgrade.Accept(Optional.empty(), DeafSocket::keep, () -> {});
        }));
        gate = new Gate(GateConfig.loopback(0), new Routes(routes), new KnownTokens(), observer);
        gate.start();
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    private int knock(String token) throws IOException {
        return RawClient.status(RawClient.head(
                gate.port(),
                String.join(
                        "\r\n",
                        "GET /api/socket HTTP/1.1",
                        "Host: localhost",
                        "Authorization: token " + token,
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "",
                        "")));
    }

    @Test
    void isRefusedWithoutWorkAndKeepsNobodyOut() throws Exception {
        assertThat(knock("owner")).isEqualTo(101);
        Map<Integer, Integer> statuses = new HashMap<>();
        List<Integer> owners = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
            List<Future<Integer>> flood = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String token = "guess" + i;
                flood.add(threads.submit(() -> knock(token)));
            }
            for (int i = 0; i < 20; i++) {
                owners.add(knock("owner"));
            }
            for (Future<Integer> each : flood) {
                statuses.merge(each.get(), 1, Integer::sum);
            }
        }
        assertThat(owners).containsOnly(101);
        assertThat(statuses.keySet()).isSubsetOf(403, 429);
        assertThat(statuses.get(429)).as("most were not even looked up").isGreaterThan(MANY / 2);
        assertThat(handled).hasValue(21);
        assertThat(refusals.get("too-many-requests")).isGreaterThan(MANY / 2);
    }
}
