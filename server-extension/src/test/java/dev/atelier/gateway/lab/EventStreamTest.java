package dev.atelier.gateway.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.KnownTokens;
import dev.atelier.gateway.http.Routes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /api/events}: what one client tells, all that have subscribed hear. */
class EventStreamTest {
    @TempDir
    Path state;

    private final HttpClient client = HttpClient.newHttpClient();
    private Gate gate;

    @BeforeEach
    void start() {
        JupyterBasics basics =
                new JupyterBasics(state, () -> new ServerStatus(Timestamps.now(), Timestamps.now(), 0, 0));
        gate = new Gate(GateConfig.loopback(0), new Routes(basics.routes()), new KnownTokens());
        gate.start();
    }

    @AfterEach
    void stop() {
        gate.close();
        client.close();
    }

    private int tell(String event) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + "/api/events"))
                                .header("Authorization", "token owner")
                                .POST(HttpRequest.BodyPublishers.ofString(event))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private WebSocket subscribe(BlockingQueue<String> heard) {
        return client.newWebSocketBuilder()
                .header("Authorization", "token owner")
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + gate.port() + "/api/events/subscribe"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                                heard.add(data.toString());
                                from.request(1);
                                return null;
                            }
                        })
                .join();
    }

    @Test
    void everySubscriberHearsIt() throws Exception {
        BlockingQueue<String> first = new LinkedBlockingQueue<>();
        BlockingQueue<String> second = new LinkedBlockingQueue<>();
        WebSocket one = subscribe(first);
        WebSocket other = subscribe(second);
        assertThat(tell("{\"schema_id\":\"https://example.org/e\",\"version\":\"2\",\"data\":{\"a\":[1,null]}}"))
                .isEqualTo(204);
        for (BlockingQueue<String> heard : List.of(first, second)) {
            JsonNode event = LabJson.MAPPER.readTree(heard.poll(10, TimeUnit.SECONDS));
            assertThat(event.path("__schema__").asText()).isEqualTo("https://example.org/e");
            assertThat(event.path("__schema_version__").asText()).isEqualTo("2");
            assertThat(event.path("__timestamp__").asText()).endsWith("Z");
            assertThat(event.path("a").toString()).isEqualTo("[1,null]");
        }
        one.abort();
        assertThat(tell("{\"schema_id\":\"https://example.org/e\",\"version\":\"2\",\"data\":{}}"))
                .isEqualTo(204);
        assertThat(second.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(first).isEmpty();
        other.abort();
    }

    @Test
    void onlyEventsAreTold() throws Exception {
        for (String wrong : List.of("{}", "[]", "nonsense", "{\"schema_id\":\"x\",\"version\":\"1\",\"data\":7}")) {
            assertThat(tell(wrong)).as(wrong).isEqualTo(400);
        }
    }
}
