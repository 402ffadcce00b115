package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.identity.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jupyter's terminals over more than one instance, each with a real agent. */
class TerminalsOnInstancesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RealGateway gateway;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        gateway = RealGateway.start(folder, "--default-provider=local");
        gateway.awaitLocal();
        gateway.owner("PUT", "/atelier/v1/computes/my-box", "{}");
        awaitState("Running");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.owner("DELETE", "/atelier/v1/computes/my-box", "");
        await().atMost(PATIENCE)
                .until(() ->
                        gateway.owner("GET", "/atelier/v1/computes/my-box", "").statusCode() == 404);
        gateway.close();
    }

    private void awaitState(String state) {
        await().atMost(PATIENCE)
                .until(() -> gateway.owner("GET", "/atelier/v1/computes/my-box", "")
                        .body()
                        .contains("\"state\":\"" + state + "\""));
    }

    private JsonNode call(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = gateway.owner(method, path, body);
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isEqualTo(status);
        return answer.body().isEmpty() ? Json.mapper().createObjectNode() : Json.read(answer.body(), JsonNode.class);
    }

    private List<String> names() throws Exception {
        JsonNode all = call("GET", "/api/terminals", "", 200);
        return StreamSupport.stream(all.spliterator(), false)
                .map(t -> t.path("name").asText())
                .toList();
    }

    /** What a terminal shows, as text. */
    private static final class Screen implements WebSocket.Listener {
        private final Queue<String> parts = new ConcurrentLinkedQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.add(data.toString());
            socket.request(1);
            return null;
        }

        String text() {
            return String.join("", parts);
        }
    }

    private WebSocket open(HttpClient http, String terminal, Screen screen) throws Exception {
        return http.newWebSocketBuilder()
                .header("Authorization", "token " + gateway.token())
                .buildAsync(
                        URI.create(gateway.ownUrl().replace("http", "ws") + "/terminals/websocket/" + terminal), screen)
                .join();
    }

    /** As when JupyterLab is opened with a gateway that has just begun. */
    @Test
    void oneOfAnInstanceThatIsStartingIsThereOnceItRuns() throws Exception {
        call("POST", "/atelier/v1/computes/my-box/restart", "", 202);
        assertThat(call("POST", "/api/terminals", "{\"compute\":\"my-box\"}", 200)
                        .path("name")
                        .asText())
                .isEqualTo("my__box_1");
    }

    @Test
    void eachGoesToItsOwnInstance() throws Exception {
        assertThat(call("POST", "/api/terminals", "{}", 200).path("name").asText())
                .isEqualTo("1");
        assertThat(call("POST", "/api/terminals", "{\"compute\":\"my-box\"}", 200)
                        .path("name")
                        .asText())
                .isEqualTo("my__box_1");
        assertThat(call("POST", "/atelier/v1/computes/my-box/terminals", "{}", 200)
                        .path("url")
                        .asText())
                .isEqualTo(gateway.pageUrl() + "/terminals/my__box_2");
        // As JupyterLab opens one again after its page was loaded anew.
        assertThat(call("POST", "/api/terminals", "{\"name\":\"my__box_x\"}", 200)
                        .path("name")
                        .asText())
                .isEqualTo("my__box_x");
        assertThat(names()).containsExactlyInAnyOrder("1", "my__box_1", "my__box_2", "my__box_x");
        assertThat(call("GET", "/api/terminals/my__box_1", "", 200).has("last_activity"))
                .isTrue();

        HttpClient http = HttpClient.newHttpClient();
        try {
            Screen here = new Screen();
            WebSocket local = open(http, "1", here);
            Screen there = new Screen();
            WebSocket box = open(http, "my__box_1", there);
            // The line as it is typed: the start-up files of whoever runs the tests may keep the shell from answering.
            box.sendText("[\"stdin\",\"echo there\\r\"]", true).join();
            await().atMost(PATIENCE).until(() -> there.text().contains("echo there"));
            local.sendText("[\"stdin\",\"echo here\\r\"]", true).join();
            await().atMost(PATIENCE).until(() -> here.text().contains("echo here"));
            assertThat(here.text()).doesNotContain("there");
            assertThat(there.text()).doesNotContain("echo here");
            local.abort();
            box.abort();
        } finally {
            http.shutdownNow();
        }

        call("DELETE", "/api/terminals/my__box_1", "", 204);
        call("GET", "/api/terminals/my__box_1", "", 404);
        assertThat(names()).containsExactlyInAnyOrder("1", "my__box_2", "my__box_x");

        call("POST", "/atelier/v1/computes/my-box/stop", "{}", 202);
        awaitState("Stopped");
        assertThat(names()).containsExactly("1");
        assertThat(call("POST", "/api/terminals", "{\"compute\":\"my-box\"}", 409)
                        .toString())
                .contains("is Stopped")
                .contains("compute start my-box");
        assertThat(call("POST", "/api/terminals", "{\"compute\":\"nowhere\"}", 404)
                        .toString())
                .contains("There is no instance");
    }

    @Test
    void theyAreTheirOwners() throws Exception {
        gateway.admit("ben", Role.CONTRIBUTOR, "token-of-ben", Optional.empty());
        call("POST", "/api/terminals", "{\"compute\":\"my-box\"}", 200);
        for (String call : List.of(
                "POST /api/terminals",
                "POST /atelier/v1/computes/my-box/terminals",
                "GET /api/terminals/my__box_1",
                "DELETE /api/terminals/my__box_1")) {
            String[] words = call.split(" ");
            assertThat(gateway.send(
                                    words[0],
                                    words[1],
                                    "{\"compute\":\"my-box\"}",
                                    "Authorization",
                                    "token token-of-ben")
                            .statusCode())
                    .as(call)
                    .isEqualTo(403);
        }
        assertThat(gateway.send("GET", "/api/terminals", "", "Authorization", "token token-of-ben")
                        .body())
                .isEqualTo("[]");
    }

    @Test
    void aLinkOpensOneInAWorkspaceOfItsOwn() throws Exception {
        HttpResponse<String> page = gateway.owner("GET", "/terminals/my__box_1", "");
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location")).contains("/lab/workspaces/terminal-my__box_1");
        JsonNode workspace = call("GET", "/lab/api/workspaces/terminal-my__box_1", "", 200);
        assertThat(workspace.at("/data/terminal:my__box_1/data/name").asText()).isEqualTo("my__box_1");
        assertThat(workspace.at("/metadata/id").asText()).isEqualTo("terminal-my__box_1");
        call("GET", "/terminals/a%0d%0ab", "", 404);
    }
}
