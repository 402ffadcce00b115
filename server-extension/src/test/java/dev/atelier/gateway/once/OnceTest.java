package dev.atelier.gateway.once;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.http.DirectCalls;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.KnownTokens;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that count what they did, behind the real gate, with a real store. */
class OnceTest {
    private static final String THINGS = "/atelier/v1/things";
    private static final long SEED = 20_261_126;

    @TempDir
    private Path folder;

    private final AtomicInteger effects = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-31T12:00:00Z"));
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private Database database;
    private Routes routes;
    private Gate gate;

    @BeforeEach
    void start() {
        database = Database.open(folder.resolve("atelier.db"));
        Once once = new Once(database, now::get, Duration.ofSeconds(20));
        routes = once.over(rows());
        gate = new Gate(GateConfig.loopback(0), routes, new KnownTokens());
        gate.start();
    }

    @AfterEach
    void stop() {
        gate.close();
        database.close();
    }

    private void restart() {
        stop();
        start();
    }

    private Routes rows() {
        return new Routes(List.of(
                Route.call(Method.POST, THINGS, Permission.CONTRIBUTE, this::make),
                Route.call(Method.GET, THINGS, Permission.CONTRIBUTE, this::make),
                Route.call(Method.PUT, THINGS + "/{name}", Permission.CONTRIBUTE, this::make),
                Route.call(Method.DELETE, THINGS + "/{name}", Permission.CONTRIBUTE, this::remove),
                Route.call(Method.POST, THINGS + "/slow", Permission.CONTRIBUTE, this::makeSlowly),
                Route.call(Method.POST, THINGS + "/secret", Permission.CONTRIBUTE, this::makeSecret),
                Route.call(Method.POST, THINGS + "/large", Permission.CONTRIBUTE, this::makeLarge),
                Route.call(Method.POST, THINGS + "/refused/{status}", Permission.CONTRIBUTE, this::refuse),
                Route.call(Method.POST, THINGS + "/failed", Permission.CONTRIBUTE, this::fail),
                Route.call(Method.POST, "/api/kernels", Permission.CONTRIBUTE, this::make)));
    }

    private Reply make(Request request) throws IOException {
        int length = request.text().length();
        return Reply.created(THINGS + "/1", Map.of("effect", effects.incrementAndGet(), "length", length));
    }

    private Reply remove(Request request) {
        effects.incrementAndGet();
        return Reply.noContent();
    }

    private Reply makeSlowly(Request request) throws IOException, InterruptedException {
        begun.countDown();
        assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
        return make(request);
    }

    private Reply makeSecret(Request request) {
        int effect = effects.incrementAndGet();
        return new Reply.Json(
                201,
                Map.of("secret", "s3cret-" + effect),
                Map.of("Location", THINGS + "/1", "Cache-Control", "no-store"));
    }

    private Reply makeLarge(Request request) {
        return Reply.json(201, Map.of("effect", effects.incrementAndGet(), "text", "x".repeat(Kept.LARGEST)));
    }

    private Reply refuse(Request request) {
        effects.incrementAndGet();
        throw Problem.of(Integer.parseInt(request.variable("status")), "not-now", "Not now.")
                .asException();
    }

    private Reply fail(Request request) {
        throw new IllegalStateException("effect " + effects.incrementAndGet());
    }

    private HttpResponse<String> send(String who, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + path))
                .header("Authorization", "token " + who)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        return send("owner", "POST", path, body, Key.HEADER, key);
    }

    private static boolean isReplayed(HttpResponse<String> answer) {
        return answer.headers().firstValue(Kept.REPLAYED).equals(Optional.of("true"));
    }

    private static String code(HttpResponse<String> answer) {
        return Json.read(answer.body(), Problem.class).code();
    }

    @Test
    void fiftyAtOnceAreOneEffectAndFiftyEqualAnswers() throws Exception {
        List<HttpResponse<String>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<HttpResponse<String>> call = () -> post(THINGS + "/slow", "one-key", "{\"a\":1}");
            List<Future<HttpResponse<String>>> sent =
                    Stream.generate(() -> clients.submit(call)).limit(50).toList();
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();
            for (Future<HttpResponse<String>> each : sent) {
                answers.add(each.get(60, TimeUnit.SECONDS));
            }
        }
        assertThat(effects).hasValue(1);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo(answers.getFirst().body()).contains("\"effect\":1");
            assertThat(answer.headers().firstValue("Location")).hasValue(THINGS + "/1");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        });
        assertThat(answers.stream().filter(OnceTest::isReplayed)).hasSize(49);
    }

    @Test
    void aGatewayThatBeganAnewGivesTheSameAnswer() throws Exception {
        HttpResponse<String> first = post(THINGS, "a", "x");
        HttpResponse<String> gone = send("owner", "DELETE", THINGS + "/1", "", Key.HEADER, "a");
        restart();
        HttpResponse<String> again = post(THINGS, "a", "x");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(isReplayed(again)).isTrue();
        assertThat(isReplayed(first)).isFalse();
        HttpResponse<String> goneAgain = send("owner", "DELETE", THINGS + "/1", "", Key.HEADER, "a");
        assertThat(goneAgain.statusCode()).isEqualTo(gone.statusCode()).isEqualTo(204);
        assertThat(isReplayed(goneAgain)).isTrue();
        assertThat(effects).hasValue(2);
    }

    @Test
    void withAnotherBodyOrQueryTheKeyIsRefused() throws Exception {
        assertThat(post(THINGS, "a", "x").statusCode()).isEqualTo(201);
        HttpResponse<String> other = post(THINGS, "a", "y");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(code(other)).isEqualTo("key-reused");
        assertThat(post(THINGS + "?force=true", "a", "x").statusCode()).isEqualTo(422);
        assertThat(send("owner", "POST", THINGS, "x", Key.HEADER, "a", "Content-Type", "application/yaml")
                        .statusCode())
                .isEqualTo(422);
        assertThat(post(THINGS + "?token=owner", "a", "x").statusCode())
                .as("how somebody signs in is no part of what they want")
                .isEqualTo(201);
        assertThat(effects).hasValue(1);
    }

    @Test
    void anotherBodyIsRefusedWhileTheFirstIsUnderWay() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> first = clients.submit(() -> post(THINGS + "/slow", "a", "x"));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(post(THINGS + "/slow", "a", "y").statusCode()).isEqualTo(422);
            goOn.countDown();
            assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
        }
        assertThat(effects).hasValue(1);
    }

    @Test
    void aKeyIsOnePersonsForOneMethodAndPath() throws Exception {
        assertThat(post(THINGS, "a", "x").body()).contains("\"effect\":1");
        assertThat(send("contributor", "POST", THINGS, "x", Key.HEADER, "a").body())
                .contains("\"effect\":2");
        assertThat(send("owner", "PUT", THINGS + "/one", "x", Key.HEADER, "a").body())
                .contains("\"effect\":3");
        assertThat(send("owner", "PUT", THINGS + "/two", "x", Key.HEADER, "a").body())
                .contains("\"effect\":4");
        assertThat(post("/api/kernels", "a", "x").body()).contains("\"effect\":5");
        Reply inside = new DirectCalls(routes, "/atelier/v1/")
                .answer(
                        Principal.person("ada", Role.OWNER).through("box1"),
                        "POST",
                        THINGS,
                        Map.of(Key.HEADER, "a"),
                        "x");
        assertThat(inside.toString()).as("what runs on an instance").contains("effect=6");
        assertThat(send("reader", "POST", THINGS, "x", Key.HEADER, "a").statusCode())
                .isEqualTo(403);
        assertThat(post(THINGS, "a", "x").body()).contains("\"effect\":1");
    }

    @Test
    void whoReadsOrSendsNoKeyIsAnsweredAnew() throws Exception {
        for (int i = 1; i <= 2; i++) {
            assertThat(send("owner", "GET", THINGS, "", Key.HEADER, "a").body()).contains("\"effect\":" + (2 * i - 1));
            assertThat(send("owner", "POST", THINGS, "").body()).contains("\"effect\":" + 2 * i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 413, 429, 500, 503, 507})
    void whatIsRefusedIsJudgedAnew(int status) throws Exception {
        String path = THINGS + "/refused/" + status;
        assertThat(post(path, "a", "x").statusCode()).isEqualTo(status);
        assertThat(post(path, "a", "x").statusCode()).isEqualTo(status);
        assertThat(effects).hasValue(2);
    }

    @Test
    void whatFailsIsTriedAnew() throws Exception {
        assertThat(post(THINGS + "/failed", "a", "x").statusCode()).isEqualTo(500);
        assertThat(post(THINGS + "/failed", "a", "x").statusCode()).isEqualTo(500);
        assertThat(effects).hasValue(2);
    }

    @Test
    void aSecretIsNotWrittenDownAndNotMadeTwice() throws Exception {
        assertThat(post(THINGS + "/secret", "a", "").body()).contains("s3cret-1");
        HttpResponse<String> again = post(THINGS + "/secret", "a", "");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(code(again)).isEqualTo("answer-not-kept");
        assertThat(again.body()).contains("it held a secret", THINGS + "/1").doesNotContain("s3cret");
        assertThat(effects).hasValue(1);
        database.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("s3cret");
            }
        }
    }

    @Test
    void aLargeAnswerIsNotKeptAndNotMadeTwice() throws Exception {
        assertThat(post(THINGS + "/large", "a", "").statusCode()).isEqualTo(201);
        HttpResponse<String> again = post(THINGS + "/large", "a", "");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("answer-not-kept", "larger than 65536 bytes");
        assertThat(effects).hasValue(1);
    }

    @Test
    void takesABodyOfTheGreatestSizeAndNoLarger() throws Exception {
        String greatest = "x".repeat((int) Route.SMALL_BODY);
        assertThat(post(THINGS, "a", greatest).body()).contains("\"length\":1048576");
        assertThat(isReplayed(post(THINGS, "a", greatest))).isTrue();
        assertThat(post(THINGS, "a", greatest.substring(1) + "y").statusCode()).isEqualTo(422);
        assertThat(post(THINGS, "b", greatest + "x").statusCode()).isEqualTo(413);
        assertThat(effects).hasValue(1);
    }

    @Test
    void whoHasLeftFindsTheAnswerLater() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gate.port())) {
            socket.getOutputStream()
                    .write(("POST " + THINGS + "/slow HTTP/1.1\r\nHost: 127.0.0.1:" + gate.port()
                                    + "\r\nAuthorization: token owner\r\nIdempotency-Key: a\r\nContent-Length: 1\r\n\r\nx")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        }
        goOn.countDown();
        assertThat(post(THINGS + "/slow", "a", "x").body()).contains("\"effect\":1");
        assertThat(effects).hasValue(1);
    }

    @Test
    void aRepetitionDoesNotWaitForEver() throws Exception {
        gate.close();
        Once impatient = new Once(database, now::get, Duration.ofMillis(50));
        gate = new Gate(GateConfig.loopback(0), impatient.over(rows()), new KnownTokens());
        gate.start();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> first = clients.submit(() -> post(THINGS + "/slow", "a", "x"));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            HttpResponse<String> second = post(THINGS + "/slow", "a", "x");
            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(code(second)).isEqualTo("request-under-way");
            goOn.countDown();
            assertThat(post(THINGS + "/slow", "a", "x").statusCode()).isIn(201, 409);
            assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
        }
        assertThat(isReplayed(post(THINGS + "/slow", "a", "x"))).isTrue();
        assertThat(effects).hasValue(1);
    }

    @Test
    void anAnswerIsKeptForADay() throws Exception {
        post(THINGS, "a", "x");
        now.updateAndGet(then -> then.plus(Duration.ofHours(23)));
        assertThat(isReplayed(post(THINGS, "a", "x"))).isTrue();
        post(THINGS, "b", "x");
        now.updateAndGet(then -> then.plus(Duration.ofHours(1)));
        assertThat(post(THINGS, "a", "y").body()).contains("\"effect\":3");
        assertThat(kept()).as("what is too old is gone").isEqualTo(2);
        now.updateAndGet(then -> then.plus(Duration.ofDays(2)));
        post(THINGS, "c", "x");
        assertThat(kept()).isEqualTo(1);
    }

    @Test
    void ofEachPersonTheNewestAreKept() throws Exception {
        send("contributor", "POST", THINGS, "x", Key.HEADER, "theirs");
        for (int i = 0; i <= AnswerStore.MOST; i++) {
            direct("key-" + i);
        }
        assertThat(kept()).isEqualTo(AnswerStore.MOST + 1);
        int before = effects.get();
        assertThat(isReplayed(post(THINGS, "key-1", ""))).isTrue();
        assertThat(isReplayed(send("contributor", "POST", THINGS, "x", Key.HEADER, "theirs")))
                .as("nobody's keys cost another's")
                .isTrue();
        assertThat(isReplayed(post(THINGS, "key-0", ""))).isFalse();
        assertThat(effects).hasValue(before + 1);
    }

    private int kept() {
        return database.read(h -> h.createQuery("SELECT count(*) FROM answer")
                .mapTo(Integer.class)
                .one());
    }

    private Reply direct(String key) throws IOException, InterruptedException {
        return new DirectCalls(routes, "/atelier/v1/")
                .answer(Principal.person("ada", Role.OWNER), "POST", THINGS, Map.of(Key.HEADER, key), "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8e03978e-40d5-43e8-bc93-6894a57f9324", "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", " a:b/c;d=e "
            })
    void takesKeysWithAndWithoutQuotes(String key) throws Exception {
        assertThat(direct(key).status()).isEqualTo(201);
        assertThat(direct(key.strip().replace("\"", "")).headers()).containsKey(Kept.REPLAYED);
        assertThat(effects).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\"", "\"\"", "\"a", "a\"", "a b", "a,b", "a,", "ä", "a\nb", "a\u0000", "a\\b"})
    void refusesWhatIsNoKey(String key) throws Exception {
        Reply answer = direct(key);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(new String(((Reply.Bytes) answer).bytes(), StandardCharsets.UTF_8))
                .contains("bad-key", "Send a random one");
        assertThat(effects).hasValue(0);
    }

    @Test
    void refusesTwoKeysAndOneThatIsTooLong() throws Exception {
        assertThat(send("owner", "POST", THINGS, "", Key.HEADER, "a", Key.HEADER, "b")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(THINGS, "k".repeat(255), "").statusCode()).isEqualTo(201);
        HttpResponse<String> longer = post(THINGS, "k".repeat(256), "");
        assertThat(longer.statusCode()).isEqualTo(400);
        assertThat(longer.body()).contains("it has 256 characters, more than 255");
        assertThat(effects).hasValue(1);
    }

    /** Whatever stands there, it is a key or it is refused; a key it is only where it comes to the same again. */
    @Test
    void whateverIsSentAsAKeyIsOneOrIsRefused() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < 2000; i++) {
            String key = random.ints(random.nextInt(12), 0, random.nextInt(4) == 0 ? 0x3000 : 0x80)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            int before = effects.get();
            Reply answer = direct(key);
            assertThat(answer.status()).as("key %s", key).isIn(201, 400);
            if (answer.status() == 201) {
                assertThat(direct(key).headers()).containsKey(Kept.REPLAYED);
                assertThat(effects.get()).isLessThanOrEqualTo(before + 1);
            } else {
                assertThat(effects).hasValue(before);
            }
        }
    }
}
