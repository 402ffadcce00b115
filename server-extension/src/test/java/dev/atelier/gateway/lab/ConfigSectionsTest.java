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
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /api/config}: what front ends remember, for each person. */
class ConfigSectionsTest {
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

    private HttpResponse<String> send(String token, String method, String section, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + "/api/config/" + section))
                        .header("Authorization", "token " + token)
                        .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode merged(String change) throws IOException, InterruptedException {
        return LabJson.MAPPER.readTree(send("owner", "PATCH", "test", change).body());
    }

    private static JsonNode json(String text) throws IOException {
        return LabJson.MAPPER.readTree(text.replace('\'', '"'));
    }

    @Test
    void aChangeIsMergedInDepth() throws Exception {
        assertThat(send("owner", "PUT", "test", "{'a': {'b': 1, 'c': {'d': 2}}, 'e': [1, 2]}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(merged("{'a': {'c': {'f': 3}}, 'e': [4]}"))
                .isEqualTo(json("{'a': {'b': 1, 'c': {'d': 2, 'f': 3}}, 'e': [4]}"));
        assertThat(merged("{'new': {'x': {'y': 0}}}").path("new")).isEqualTo(json("{'x': {'y': 0}}"));
    }

    @Test
    void nullTakesAKeyAway() throws Exception {
        send("owner", "PUT", "test", "{'a': {'b': 1, 'c': 2}, 'd': {'e': {'f': 1}}, 'g': 0}");
        assertThat(merged("{'a': {'b': null}, 'g': null, 'missing': null, 'no': {'such': null}}"))
                .isEqualTo(json("{'a': {'c': 2}, 'd': {'e': {'f': 1}}}"));
        assertThat(merged("{'d': {'e': {'f': null}}}")).isEqualTo(json("{'a': {'c': 2}}"));
        assertThat(json(send("owner", "GET", "test", "").body())).isEqualTo(json("{'a': {'c': 2}}"));
    }

    @Test
    void everybodyHasTheirOwn() throws Exception {
        send("owner", "PUT", "test", "{'a': 1}");
        send("contributor", "PUT", "test", "{'a': 2}");
        assertThat(json(send("owner", "GET", "test", "").body())).isEqualTo(json("{'a': 1}"));
        assertThat(json(send("reader", "GET", "test", "").body())).isEmpty();
    }

    @Test
    void whatIsNoObjectIsRefused() throws Exception {
        for (String body : new String[] {"[1]", "3", "{", ""}) {
            assertThat(send("owner", "PUT", "test", body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(send("owner", "GET", "..%2f..%2fatelier.db", "").statusCode())
                .isIn(400, 404);
    }
}
