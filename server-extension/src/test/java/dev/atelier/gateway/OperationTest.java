package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.http.RawClient;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.operation.JsonLines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of the real gateway, and what nobody sees: a token. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationTest {
    private static final String HANDSHAKE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");
    private static final Logger ALL = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("dev.atelier");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler log = new Lines();
    private RealGateway gateway;

    /** The log as it would be written. */
    private final class Lines extends Handler {
        private final JsonLines format = new JsonLines();

        Lines() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(format.format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        ALL.addHandler(log);
        OURS.setLevel(Level.ALL);
        gateway = RealGateway.start(folder, RealGateway::unlimited, "--log-format=json");
        gateway.admit("ben", Role.CONTRIBUTOR, "token-of-ben", Optional.empty());
        gateway.awaitLocal();
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        ALL.removeHandler(log);
        OURS.setLevel(null);
    }

    private String metrics() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                gateway.send("GET", "/metrics", "", "Authorization", "Bearer " + RealGateway.METRICS_TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        return answer.body();
    }

    @Test
    void livesAndIsReadyAndTellsStrangersWhyNotInNoWord() throws Exception {
        assertThat(gateway.send("GET", "/healthz", "").body()).isEqualTo("{\"status\":\"alive\"}");
        assertThat(gateway.send("GET", "/readyz", "").body()).isEqualTo("{\"status\":\"ready\"}");

        Path elsewhere = gateway.folder.resolve("elsewhere");
        Files.move(gateway.share, elsewhere);
        try {
            await().until(() -> gateway.send("GET", "/readyz", "").statusCode() == 503);
            HttpResponse<String> stranger = gateway.send("GET", "/readyz", "");
            assertThat(stranger.body()).isEqualTo("{\"status\":\"not ready\"}");
            assertThat(stranger.headers().firstValue("Retry-After")).isPresent();
            assertThat(gateway.owner("GET", "/readyz", "").body())
                    .contains("The share is not there")
                    .doesNotContain(gateway.folder.toString());
            assertThat(gateway.send("GET", "/healthz", "").statusCode()).isEqualTo(200);
        } finally {
            Files.move(elsewhere, gateway.share);
        }
        await().until(() -> gateway.send("GET", "/readyz", "").statusCode() == 200);
    }

    @Test
    void showsItsFigures() throws Exception {
        gateway.owner("GET", "/api/contents/", "");
        gateway.owner("GET", "/api/kernels/", "");
        gateway.send("GET", "/api/kernels", "");
        gateway.send("GET", "/nowhere/at/all", "");
        String figures = metrics();
        assertThat(figures)
                .contains(
                        "atelier_http_requests_seconds_bucket{method=\"GET\",route=\"/api/contents/{path*}\",status=\"200\",le=\"0.1\"}")
                .contains("atelier_http_requests_seconds_count{method=\"GET\",route=\"none\",status=\"404\"}")
                .contains("atelier_refusals_total{reason=\"not-signed-in\"}")
                .contains("atelier_refusals_total{reason=\"not-found\"}")
                .contains("atelier_instances{state=\"Running\"} 1.0")
                .contains("atelier_instances{state=\"Stopped\"} 0.0")
                .contains("atelier_jobs{state=\"Queued\"} 0.0")
                .contains("atelier_instance_cpu_ratio{instance=\"local\"} ")
                .contains("atelier_instance_memory_used_bytes{instance=\"local\"} ")
                .contains("atelier_instance_disk_free_bytes{instance=\"local\"} ")
                .contains("atelier_kernels ")
                .contains("atelier_websockets_open 0.0")
                .contains("atelier_store_seconds_bucket{le=\"0.001\"}")
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_gc_")
                .contains("jvm_threads_live_threads ")
                .contains("process_files_open_files ");
    }

    @Test
    void theirNumberDoesNotGrowWithWhatClientsMakeUp() throws Exception {
        gateway.send("GET", "/nowhere/0", "");
        gateway.owner("GET", "/api/contents/0", "");
        gateway.send("MADE0", "/api/contents/0", "");
        String before = names(metrics());
        for (int i = 1; i < 200; i++) {
            gateway.send("GET", "/nowhere/" + i, "");
            gateway.owner("GET", "/api/contents/" + i, "");
            gateway.send("MADE" + i, "/api/contents/" + i, "");
        }
        assertThat(names(metrics())).isEqualTo(before);
    }

    /** Of what the gate counts: series, without their values. */
    private static String names(String figures) {
        return figures.lines()
                .filter(line -> line.startsWith("atelier_") && !line.contains("/metrics"))
                .map(line -> line.replaceFirst(" [^ ]*$", ""))
                .reduce((a, b) -> a + "\n" + b)
                .orElseThrow();
    }

    @Test
    void theMonitorsTokenOpensNothingElse() throws Exception {
        for (String path : List.of("/api/kernels", "/api/contents/", "/atelier/v1/status", "/files/x", "/lab")) {
            assertThat(gateway.send("GET", path, "", "Authorization", "Bearer " + RealGateway.METRICS_TOKEN)
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        HttpResponse<String> bySomebody = gateway.send("GET", "/metrics", "", "Authorization", "token token-of-ben");
        assertThat(bySomebody.statusCode()).isEqualTo(403);
        HttpResponse<String> inBrowser =
                gateway.send("GET", "/metrics?token=" + RealGateway.METRICS_TOKEN, "", "Accept", "text/html");
        assertThat(inBrowser.statusCode()).isEqualTo(200);
        assertThat(inBrowser.headers().allValues("Set-Cookie")).isEmpty();
    }

    /** As nbclient's kernel manager works through a gateway: it has a token nowhere but in its URL. */
    @Test
    void aTokenInThePathOpensKernelsAndTheirChannels() throws Exception {
        String base = "/t/" + gateway.token();
        HttpResponse<String> started = gateway.send("POST", base + "/api/kernels", "{\"name\":\"python3\"}");
        assertThat(started.statusCode()).isEqualTo(201);
        assertThat(started.headers().allValues("Set-Cookie")).isEmpty();
        String id = Json.mapper().readTree(started.body()).path("id").asText();
        CompletableFuture<String> reply = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI channels =
                    URI.create(gateway.ownUrl().replace("http:", "ws:") + base + "/api/kernels/" + id + "/channels");
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(channels, new ReplyTo("kernel_info_reply", reply))
                    .join();
            socket.sendText(
                            "{\"channel\":\"shell\",\"header\":{\"msg_id\":\"m\",\"session\":\"s\",\"username\":\"\","
                                    + "\"date\":\"2026-01-01T00:00:00.000000Z\",\"msg_type\":\"kernel_info_request\","
                                    + "\"version\":\"5.3\"},\"parent_header\":{},\"metadata\":{},\"content\":{},\"buffers\":[]}",
                            true)
                    .join();
            assertThat(reply.get(30, TimeUnit.SECONDS)).contains("ipython");
            assertThat(metrics()).contains("atelier_websockets_open 1.0").contains("atelier_kernels 1.0");
            socket.abort();
        }
        assertThat(gateway.send("DELETE", base + "/api/kernels/" + id, "").statusCode())
                .isEqualTo(204);
        // Its rules are everybody's.
        assertThat(gateway.send("GET", "/t/token-of-ben/metrics", "").statusCode())
                .isEqualTo(404);
        assertThat(gateway.send("POST", "/t/token-of-ben/atelier/v1/shutdown", "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.send("GET", base + "/lab", "").statusCode()).isEqualTo(404);
        assertThat(gateway.send("GET", base + "/files/x", "").statusCode()).isEqualTo(404);
    }

    private static final class ReplyTo implements WebSocket.Listener {
        private final String type;
        private final CompletableFuture<String> reply;
        private final StringBuilder message = new StringBuilder();

        ReplyTo(String type, CompletableFuture<String> reply) {
            this.type = type;
            this.reply = reply;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                if (message.indexOf(type) >= 0) {
                    reply.complete(message.toString());
                }
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }

    @Test
    void everyRequestIsOneLineWithItsId() throws Exception {
        HttpResponse<String> answer = gateway.owner("GET", "/api/contents/?type=directory", "");
        String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        await().until(() -> lines.stream().anyMatch(line -> line.contains(id) && line.contains("\"route\"")));
        JsonNode line = Json.mapper()
                .readTree(lines.stream()
                        .filter(l -> l.contains(id) && l.contains("\"route\""))
                        .findFirst()
                        .orElseThrow());
        assertThat(line.path("route").asText()).isEqualTo("/api/contents/{path*}");
        assertThat(line.path("method").asText()).isEqualTo("GET");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("bytes").asInt()).isEqualTo(answer.body().length());
        assertThat(line.path("millis").isNumber()).isTrue();
        assertThat(line.path("person").asText()).isEqualTo(System.getProperty("user.name"));
        assertThat(line.path("client").asText()).isEqualTo("127.0.0.1");
        assertThat(lines)
                .allSatisfy(
                        l -> assertThat(Json.mapper().readTree(l).isObject()).isTrue());
    }

    @Test
    void noTokenStandsInAnyLog() throws Exception {
        String token = gateway.token();
        String wrong = "wrong-token-that-nobody-has";
        HttpResponse<String> in = gateway.send("GET", "/lab?token=" + token, "", "Accept", "text/html");
        String cookie = in.headers().allValues("Set-Cookie").stream()
                .map(c -> c.replaceFirst(";.*", ""))
                .reduce((a, b) -> a + "; " + b)
                .orElseThrow();
        List<String> secrets = Stream.concat(
                        Stream.of(token, wrong, RealGateway.METRICS_TOKEN, "token-of-ben"),
                        Stream.of(cookie.split("; ")).map(c -> c.replaceFirst(".*=", "")))
                .toList();
        for (String secret : List.of(token, wrong)) {
            for (String path : List.of(
                    "/api/kernels?token=" + secret,
                    "/lab?token=" + secret + "&x=1",
                    "/lab/?token=" + secret,
                    "/files/none.html?token=" + secret,
                    "/login?next=%2Flab%3Ftoken%3D" + secret,
                    "/t/" + secret + "/api/kernels",
                    "/t/" + secret + "/api/kernels/",
                    "/t/" + secret + "/lab",
                    "/%74/" + secret + "/lab",
                    "/t/" + secret,
                    "/t/" + secret + "/..",
                    "/t/" + secret + "/api/kernels/00000000-0000-0000-0000-000000000000/channels",
                    "/t/" + secret + "/atelier/v1/nothing?token=" + secret)) {
                for (String headers : List.of(
                        "",
                        "Authorization: token " + secret + "\r\n",
                        "Cookie: " + cookie + "\r\n",
                        "Authorization: Basic " + secret + "\r\n",
                        HANDSHAKE)) {
                    RawClient.head(
                            gateway.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
                }
            }
            String form = "password=" + secret + "&_xsrf=x";
            RawClient.head(
                    gateway.port(),
                    "POST /login HTTP/1.1\r\nHost: localhost\r\nCookie: _xsrf=x\r\nContent-Length: " + form.length()
                            + "\r\n\r\n" + form);
        }
        int seen = lines.size();
        gateway.owner("GET", "/api/status", "");
        await().until(() -> lines.size() > seen);
        assertThat(lines).hasSizeGreaterThan(100);
        assertThat(lines).anyMatch(line -> line.contains("GET /t/[redacted]/api/kernels"));
        String all = String.join("", lines) + everyLogFile();
        assertThat(secrets)
                .allSatisfy(secret -> assertThat(all.contains(secret))
                        .as("a log has " + secret + ": "
                                + all.lines()
                                        .filter(l -> l.contains(secret))
                                        .findFirst()
                                        .orElse(""))
                        .isFalse());
    }

    /** What agents and kernels wrote. */
    private String everyLogFile() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(gateway.folder.resolve("home"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                text.append(Files.readString(file));
            }
        }
        assertThat(text).isNotEmpty();
        return text.toString();
    }
}
