package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to those who ask too often, and to those who ask beside them. */
class RateLimitsTest {
    private static final GateConfig.Rate MANY = new GateConfig.Rate(1_000, 1_000, Duration.ofSeconds(1));
    private static final GateConfig.Rate FEW = new GateConfig.Rate(5, 1, Duration.ofHours(1));

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch release = new CountDownLatch(1);
    private Gate gate;

    @BeforeEach
    void start() {
        begin(new GateConfig.Rates(MANY, MANY, FEW, MANY));
    }

    private void begin(GateConfig.Rates rates) {
        if (gate != null) {
            gate.close();
        }
        GateConfig.Limits all = GateConfig.Limits.defaults();
        GateConfig config = GateConfig.loopback(0)
                .withRates(rates)
                .withLimits(new GateConfig.Limits(
                        all.headerBytes(), all.headers(), 3, 100, all.head(), all.stall(), all.idle()));
        KnownTokens people = new KnownTokens();
        List<Route> own = List.of(
                Route.call(Method.GET, "/api/x", Permission.READ, r -> Reply.noContent()),
                Route.call(Method.GET, "/api/slow", Permission.READ, r -> {
                    release.await();
                    return Reply.noContent();
                }));
        gate = new Gate(config, Routes.of(List.of(own, new LoginRoutes(config, people).routes())), people);
        gate.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        gate.close();
        client.close();
    }

    private HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + path))
                        .header("Authorization", "token " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static long retryAfter(HttpResponse<String> answer) {
        return answer.headers().firstValueAsLong("Retry-After").orElse(0);
    }

    @Test
    void wrongTokensAreLimitedAndRightOnesPassAllTheSame() throws Exception {
        assertThat(get("/api/x", "owner").statusCode()).isEqualTo(204);
        for (int i = 0; i < 5; i++) {
            assertThat(get("/api/x", "wrong" + i).statusCode()).isEqualTo(403);
        }
        HttpResponse<String> refused = get("/api/x", "wrong");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(retryAfter(refused)).isBetween(1L, 3600L);
        assertThat(get("/api/x", "reader").statusCode())
                .as("a token that nobody has shown before is not even looked up")
                .isEqualTo(429);
        assertThat(get("/api/x", "owner").statusCode()).isEqualTo(204);
    }

    @Test
    void wrongTokensInThePathAndTheQueryCountToo() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(get("/t/wrong/api/x", "").statusCode()).isEqualTo(403);
        }
        for (int i = 0; i < 2; i++) {
            assertThat(get("/api/x?token=wrong", "").statusCode()).isEqualTo(403);
        }
        assertThat(get("/api/x", "wrong").statusCode()).isEqualTo(429);
    }

    @Test
    void wrongPasswordsAreLimited() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            HttpRequest form = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + "/login"))
                    .header("Cookie", "_xsrf=x")
                    .POST(HttpRequest.BodyPublishers.ofString("password=guess" + i + "&_xsrf=x"))
                    .build();
            statuses.add(
                    client.send(form, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
        assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 429, 429);
    }

    @Test
    void wrongTokensOfAllTogetherAreLimited() throws Exception {
        begin(new GateConfig.Rates(MANY, MANY, MANY, FEW));
        for (int i = 0; i < 5; i++) {
            assertThat(get("/api/x", "wrong").statusCode()).isEqualTo(403);
        }
        assertThat(get("/api/x", "wrong").statusCode()).isEqualTo(429);
    }

    @Test
    void onePersonsRequestsAreLimitedAndNobodyElses() throws Exception {
        begin(new GateConfig.Rates(FEW, MANY, MANY, MANY));
        for (int i = 0; i < 5; i++) {
            assertThat(get("/api/x", "owner").statusCode()).isEqualTo(204);
        }
        HttpResponse<String> refused = get("/api/x", "owner");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("ada");
        assertThat(retryAfter(refused)).isPositive();
        assertThat(get("/api/x", "reader").statusCode()).isEqualTo(204);
    }

    @Test
    void strangersRequestsAreLimitedAndPeoplesAreNot() throws Exception {
        begin(new GateConfig.Rates(MANY, FEW, MANY, MANY));
        for (String path : List.of("/api/x", "/nowhere", "/login", "/api/x", "/nowhere")) {
            assertThat(get(path, "").statusCode()).isNotEqualTo(429);
        }
        for (String path : List.of("/api/x", "/nowhere", "/login")) {
            HttpResponse<String> refused = get(path, "");
            assertThat(refused.statusCode()).as(path).isEqualTo(429);
            assertThat(retryAfter(refused)).isPositive();
        }
        assertThat(get("/api/x", "owner").statusCode()).isEqualTo(204);
    }

    @Test
    void moreThanThereIsRoomForIsShed() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> slow = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                slow.add(threads.submit(() -> get("/api/slow", "owner")));
            }
            HttpResponse<String> shed = slow.stream()
                    .filter(RateLimitsTest::isDoneSoon)
                    .findFirst()
                    .orElseThrow()
                    .get();
            assertThat(shed.statusCode()).isEqualTo(503);
            assertThat(retryAfter(shed)).isEqualTo(1);
            release.countDown();
            assertThat(slow.stream().filter(answer -> status(answer) == 204)).hasSize(3);
        }
        assertThat(get("/api/x", "owner").statusCode()).isEqualTo(204);
    }

    /** One of the four is answered while the others wait for ever. */
    private static boolean isDoneSoon(Future<HttpResponse<String>> answer) {
        try {
            answer.get(2, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static int status(Future<HttpResponse<String>> answer) {
        try {
            return answer.get().statusCode();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void remembersABoundedNumberOfThoseWhoCame() {
        Buckets buckets = new Buckets(FEW);
        for (int i = 0; i < 50_000; i++) {
            buckets.take("somebody" + i);
        }
        assertThat(buckets.size()).isEqualTo(10_000);
    }
}
