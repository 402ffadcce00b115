package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.websocket.FrameChannel;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Good requests with some bytes changed, the same ones in each run: refused, answered or hung up on, and forgotten. */
class FuzzTest {
    private static final long SEED = 20_260_101;
    private static final int MANY = 4_000;
    private static final String GOOD = "GET /open/good HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final List<String> BEGINNINGS = List.of(
            request("GET /open/a?x=1&token=reader HTTP/1.1", "Host: localhost", "Connection: close", "", ""),
            request(
                    "GET /rest/a/b%20c/d HTTP/1.1",
                    "Host: 127.0.0.1:1", "Cookie: a=b; _xsrf=c", "Connection: close", "", ""),
            request("PUT /open/a HTTP/1.1", "Host: localhost", "Content-Length: 5", "Connection: close", "", "hello"),
            request(
                    "PUT /open/a HTTP/1.1",
                    "Host: localhost",
                    "Transfer-Encoding: chunked",
                    "Connection: close",
                    "",
                    "5;x=y",
                    "hello",
                    "0",
                    "Trailer: z",
                    "",
                    ""),
            request(
                    "POST /login HTTP/1.1",
                    "Host: localhost",
                    "Cookie: _xsrf=x",
                    "Content-Length: 17",
                    "Connection: close",
                    "",
                    "password=p&_xsrf=x"),
            request("GET /t/reader/api/x HTTP/1.1", "Host: localhost", "Connection: close", "", ""),
            request(
                    "OPTIONS /api/x HTTP/1.1",
                    "Host: localhost",
                    "Origin: https://vscode.dev",
                    "Connection: close",
                    "",
                    ""),
            request(
                    "GET /api/socket?token=reader HTTP/1.1",
                    "Host: localhost",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    "\u0081\u0085\u0001\u0002\u0003\u0004hello"));
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\0",
            " ",
            "\t",
            ":",
            ";",
            ",",
            "%",
            "%00",
            "%2e%2e/",
            "../",
            "//",
            "\\",
            "\u00ff\u00fe",
            "\u00c3\u00a9",
            "HTTP/2.0",
            "HTTP/0.9",
            "Host: evil\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: 7\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip\r\n",
            "Expect: 100-continue\r\n",
            "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n",
            "Range: bytes=9-1,-,5-\r\n",
            "X-Forwarded-For: ::::\r\n",
            "FFFFFFFFFFFFFFFF\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "a".repeat(9_000),
            "X: y\r\n".repeat(60));

    private Gate gate;

    @BeforeEach
    void start() {
        GateConfig.Rate many = new GateConfig.Rate(1_000_000, 1_000_000, Duration.ofSeconds(1));
        GateConfig config = GateConfig.loopback(0)
                .withRates(new GateConfig.Rates(many, many, many, many))
                .withLimits(new GateConfig.Limits(
                        8 << 10,
                        50,
                        1_000,
                        1_000,
                        Duration.ofMillis(400),
                        Duration.ofMillis(400),
                        Duration.ofMillis(400)));
        KnownTokens people = new KnownTokens();
        List<Route> own = List.of(
                Route.call(Method.GET, "/open/{name}", Permission.PUBLIC, r -> Reply.json(r.variable("name"))),
                Route.call(Method.PUT, "/open/{name}", Permission.PUBLIC, r -> Reply.json(r.text())),
                Route.call(Method.GET, "/rest/{path*}", Permission.PUBLIC, r -> Reply.json(r.variable("path"))),
                Route.call(Method.GET, "/api/x", Permission.READ, r -> Reply.noContent()),
                Route.upgrade(
                        "/api/socket",
                        Permission.READ,
                        (r, thread) -> new Upgrade.Accept(Optional.empty(), FuzzTest::sayGoodbye, () -> {})));
        gate = new Gate(config, Routes.of(List.of(own, new LoginRoutes(config, people).routes())), people);
        gate.start();
    }

    private static void sayGoodbye(FrameChannel channel) {
        channel.close(4000, "done");
        channel.abort();
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    private static String request(String... lines) {
        return String.join("\r\n", lines);
    }

    private static String mutated(Random random) {
        StringBuilder request = new StringBuilder(BEGINNINGS.get(random.nextInt(BEGINNINGS.size())));
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(request.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> request.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> request.insert(at, (char) random.nextInt(256));
                case 2 -> request.delete(at, Math.min(request.length(), at + 1 + random.nextInt(8)));
                case 3 -> request.setLength(Math.max(1, at));
                default -> {
                    if (at < request.length()) {
                        request.setCharAt(at, (char) random.nextInt(256));
                    }
                }
            }
            if (request.isEmpty()) {
                request.append('x');
            }
        }
        return request.toString();
    }

    @Test
    void hostileBytesAreNeverTheServersFault() throws Exception {
        Random random = new Random(SEED);
        Map<Integer, Integer> statuses = new TreeMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(100)) {
            List<Future<Map.Entry<String, String>>> answers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String request = mutated(random);
                answers.add(threads.submit(() -> Map.entry(request, answer(request))));
            }
            for (Future<Map.Entry<String, String>> each : answers) {
                String answer = each.get().getValue();
                int status = RawClient.status(answer);
                statuses.merge(status, 1, Integer::sum);
                assertThat(status).as(each.get().getKey() + "\n -> " + answer).isLessThan(500);
                assertThat(answer).doesNotContain("Exception", "\tat ");
            }
        }
        assertThat(statuses).containsKeys(0, 200, 400, 403, 404);
        for (int i = 0; i < 10; i++) {
            assertThat(good()).isEqualTo(200);
        }
    }

    private String answer(String request) throws IOException {
        try {
            return RawClient.exchange(gate.port(), request);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither an answer nor an end in ten seconds: " + request, e);
        }
    }

    private int good() throws IOException {
        return RawClient.status(RawClient.exchange(gate.port(), GOOD));
    }
}
