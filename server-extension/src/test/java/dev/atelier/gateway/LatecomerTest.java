package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that opens the channels of a kernel whose instance is still being started, on a real instance. */
class LatecomerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private RealGateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        gateway = RealGateway.start(folder, "--default-provider=local");
        gateway.awaitLocal();
        gateway.owner("PUT", "/atelier/v1/computes/box1", "{}");
        awaitInstance("Running");
        gateway.owner("POST", "/atelier/v1/computes/box1/stop", "{}");
        awaitInstance("Stopped");
    }

    @AfterEach
    void stop() throws Exception {
        http.shutdownNow(); // a test that failed has left its connection open
        gateway.owner("DELETE", "/atelier/v1/computes/box1", "");
        await().atMost(PATIENCE)
                .until(() ->
                        gateway.owner("GET", "/atelier/v1/computes/box1", "").statusCode() == 404);
        gateway.close();
    }

    private void awaitInstance(String state) {
        await("box1 " + state)
                .atMost(PATIENCE)
                .until(() -> gateway.owner("GET", "/atelier/v1/computes/box1", "")
                        .body()
                        .contains("\"state\":\"" + state + "\""));
    }

    /** A client of the default protocol, and what it got. */
    private static final class Client implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private WebSocket socket;

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(Json.read(text.toString(), JsonNode.class));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        JsonNode next(String type) throws InterruptedException {
            while (true) {
                JsonNode next = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(next).as("a message " + type).isNotNull();
                if (next.path("msg_type").asText().equals(type)) {
                    return next;
                }
            }
        }

        void send(String type, String id, ObjectNode content) {
            ObjectNode message = Json.mapper().createObjectNode().put("channel", "shell");
            message.putObject("header")
                    .put("msg_id", id)
                    .put("msg_type", type)
                    .put("session", "s1")
                    .put("username", "test")
                    .put("version", "5.4")
                    .put("date", "2026-01-01T00:00:00.000000Z");
            message.putObject("parent_header");
            message.putObject("metadata");
            message.set("content", content);
            socket.sendText(message.toString(), true).join();
        }
    }

    private Client open(String kernel) throws Exception {
        Client client = new Client();
        client.socket = http.newWebSocketBuilder()
                .header("Authorization", "token " + gateway.token())
                .buildAsync(
                        URI.create(gateway.ownUrl().replace("http", "ws") + "/api/kernels/" + kernel
                                + "/channels?session_id=s1"),
                        client)
                .join();
        return client;
    }

    private JsonNode openSession() throws Exception {
        HttpResponse<String> made = gateway.owner(
                "POST",
                "/api/sessions",
                "{\"path\":\"n.ipynb\",\"type\":\"notebook\",\"name\":\"n\",\"kernel\":{\"name\":\"box1.python3\"}}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Json.read(made.body(), JsonNode.class).path("kernel");
    }

    private static ObjectNode cell(String code) {
        return Json.mapper().createObjectNode().put("code", code).put("silent", false);
    }

    @Test
    void itComesInAtOnceIsToldWhatHappensAndItsCellRunsWhenTheKernelIsThere() throws Exception {
        JsonNode kernel = openSession();
        assertThat(kernel.path("execution_state").asText()).isEqualTo("starting");
        Client client = open(kernel.path("id").asText());
        client.send("execute_request", "cell-1", cell("print(6 * 7)"));
        client.send("execute_request", "cell-2", cell("print(7 * 8)"));

        assertThat(client.next("status").at("/content/execution_state").asText())
                .isEqualTo("starting");
        JsonNode words = client.next("stream");
        assertThat(words.at("/parent_header/msg_id").asText()).isEqualTo("cell-1");
        assertThat(words.at("/content/text").asText()).contains("box1");
        assertThat(client.next("clear_output").at("/parent_header/msg_id").asText())
                .isEqualTo("cell-1");
        assertThat(client.next("stream").at("/content/text").asText()).isEqualTo("42\n");
        JsonNode second = client.next("stream");
        assertThat(second.at("/parent_header/msg_id").asText()).isEqualTo("cell-2");
        assertThat(second.at("/content/text").asText()).isEqualTo("56\n");

        // From here on it is like any other connection.
        // The kernel would give up a cell that comes before it is done with one that failed.
        client.send("execute_request", "cell-3", cell("1/0").put("stop_on_error", false));
        assertThat(client.next("error").at("/parent_header/msg_id").asText()).isEqualTo("cell-3");
        client.send("execute_request", "cell-4", cell("print('on', flush=True)\nimport time\ntime.sleep(600)"));
        assertThat(client.next("stream").at("/parent_header/msg_id").asText()).isEqualTo("cell-4");
        JsonNode running = Json.read(
                gateway.owner("GET", "/atelier/v1/kernels/" + kernel.path("id").asText() + "/executions", "")
                        .body(),
                JsonNode.class);
        assertThat(running).hasSize(1);
        assertThat(running.at("/0/msg_id").asText()).isEqualTo("cell-4");
        assertThat(running.at("/0/session").asText()).isEqualTo("s1");
        assertThat(running.at("/0/outputs/0/text").asText()).isEqualTo("on\n");
        client.socket.abort();
    }

    @Test
    void aStopMeanwhileEndsTheWaitWithWordsInTheCellAndADeadKernel() throws Exception {
        JsonNode kernel = openSession();
        Client client = open(kernel.path("id").asText());
        client.send("execute_request", "cell-1", cell("print(1)"));
        assertThat(client.next("status").at("/content/execution_state").asText())
                .isEqualTo("starting");
        gateway.owner("POST", "/atelier/v1/computes/box1/stop", "{}");
        String text = "";
        while (!text.contains("was stopped while a kernel waited for it")) {
            JsonNode said = client.next("stream");
            assertThat(said.at("/parent_header/msg_id").asText()).isEqualTo("cell-1");
            text += said.at("/content/text").asText();
        }
        assertThat(text).contains("compute start box1");
        assertThat(client.next("status").at("/content/execution_state").asText())
                .isEqualTo("dead");
        HttpResponse<String> model =
                gateway.owner("GET", "/api/kernels/" + kernel.path("id").asText(), "");
        assertThat(model.body()).contains("\"dead\"").contains("was stopped while");
    }

    @Test
    void neitherReadersNorOthersStartIt() throws Exception {
        gateway.admit("cleo", Role.READER, "token-of-cleo", Optional.empty());
        gateway.admit("ben", Role.CONTRIBUTOR, "token-of-ben", Optional.empty());
        for (String token : List.of("token-of-cleo", "token-of-ben")) {
            for (String path : List.of("/api/kernels", "/api/sessions")) {
                HttpResponse<String> refused = gateway.send(
                        "POST",
                        path,
                        "{\"name\":\"box1.python3\",\"path\":\"n\",\"type\":\"notebook\",\"kernel\":{\"name\":\"box1.python3\"}}",
                        "Authorization",
                        "token " + token);
                assertThat(refused.statusCode()).as(token + path).isEqualTo(403);
            }
        }
        assertThat(gateway.owner("GET", "/atelier/v1/computes/box1", "").body()).contains("\"state\":\"Stopped\"");
    }
}
