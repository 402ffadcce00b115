package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Timestamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A notebook's side of a kernel: a session over REST, cells over its WebSocket, in the default protocol. */
final class Kernel implements AutoCloseable {
    private static final Duration CELL = Duration.ofMinutes(2);

    private final Atelier atelier;
    private final String session;
    private final String id;
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private volatile WebSocket socket;
    private volatile boolean comingBack;

    /** A cell's messages on iopub, in order, and its reply. */
    record Outcome(List<JsonNode> outputs, JsonNode reply) {

        String stdout() {
            return outputs.stream()
                    .filter(m -> m.path("msg_type").asText().equals("stream"))
                    .map(m -> m.path("content").path("text").asText())
                    .collect(Collectors.joining());
        }

        /** The text of results and displays; of one that was drawn anew, each drawing. */
        String shown() {
            return outputs.stream()
                    .map(m -> m.path("content").path("data").path("text/plain").asText(""))
                    .filter(t -> !t.isEmpty())
                    .collect(Collectors.joining("\n"));
        }

        boolean failed() {
            return !reply.path("content").path("status").asText().equals("ok");
        }

        String error() {
            return reply.path("content").path("ename").asText() + ": "
                    + reply.path("content").path("evalue").asText();
        }
    }

    private Kernel(Atelier atelier, String id, String session) {
        this.atelier = atelier;
        this.id = id;
        this.session = session;
    }

    /** Opens a notebook's session with a new kernel. */
    static Kernel open(Atelier atelier, String spec, String path) {
        ObjectNode wish = Json.mapper()
                .createObjectNode()
                .put("path", path)
                .put("type", "notebook")
                .put("name", path);
        wish.putObject("kernel").put("name", spec);
        JsonNode model = request(atelier, "POST", "/api/sessions", wish.toString(), 201);
        Kernel kernel = new Kernel(
                atelier,
                model.path("kernel").path("id").asText(),
                UUID.randomUUID().toString());
        kernel.connect();
        return kernel;
    }

    /** Until this kernelspec is listed: a new gateway's first instance is on its way. */
    static void awaitSpec(Atelier atelier, String spec) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> request(atelier, "GET", "/api/kernelspecs", "", 200)
                        .path("kernelspecs")
                        .has(spec));
    }

    String id() {
        return id;
    }

    /** Connects (again), with the same session as before. */
    void connect() {
        URI uri = URI.create(
                atelier.url().replace("http", "ws") + "/api/kernels/" + id + "/channels?session_id=" + session);
        socket = http.newWebSocketBuilder()
                .header("Authorization", "token " + atelier.token())
                .buildAsync(uri, new Listener())
                .join();
    }

    /** From now on connects again whenever the connection ends, as JupyterLab does. */
    void comeBack() {
        comingBack = true;
    }

    private void ended() {
        if (comingBack) {
            Thread.ofVirtual().start(this::connectAgain);
        }
    }

    private void connectAgain() {
        while (comingBack) {
            try {
                connect();
                return;
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(IOException.class);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageStartingWith("no gateway runs"); // it is on its way
            }
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            ended();
        }

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
    }

    Outcome run(String code) {
        return await(send(code));
    }

    /** Sends a cell and says its message's id. */
    String send(String code) {
        String message = UUID.randomUUID().toString();
        ObjectNode request = Json.mapper().createObjectNode().put("channel", "shell");
        request.putObject("header")
                .put("msg_id", message)
                .put("msg_type", "execute_request")
                .put("session", session)
                .put("username", "proof")
                .put("version", "5.4")
                .put("date", Timestamps.format(Timestamps.now()));
        request.putObject("parent_header");
        request.putObject("metadata");
        request.putObject("content")
                .put("code", code)
                .put("silent", false)
                .put("store_history", true)
                .put("allow_stdin", false)
                .put("stop_on_error", true)
                .putObject("user_expressions");
        request.putArray("buffers");
        socket.sendText(request.toString(), true).join();
        return message;
    }

    /** Waits for the first text that a cell prints. */
    String awaitText(String message) {
        while (true) {
            JsonNode next = next(message);
            if (next.path("msg_type").asText().equals("stream")) {
                return next.path("content").path("text").asText();
            }
        }
    }

    /** Waits for a cell's reply and for idle. */
    Outcome await(String message) {
        List<JsonNode> outputs = new ArrayList<>();
        JsonNode reply = null;
        boolean idle = false;
        while (reply == null || !idle) {
            JsonNode next = next(message);
            if (next.path("channel").asText().equals("iopub")) {
                outputs.add(next);
                idle |= next.path("content").path("execution_state").asText().equals("idle");
            } else if (next.path("msg_type").asText().equals("execute_reply")) {
                reply = next;
            }
        }
        return new Outcome(outputs, reply);
    }

    private JsonNode next(String message) {
        while (true) {
            try {
                JsonNode next = messages.poll(CELL.toSeconds(), TimeUnit.SECONDS);
                if (next == null) {
                    throw new AssertionError("nothing came within " + CELL + "; the gateway says: " + atelier.log());
                }
                if (next.path("parent_header").path("msg_id").asText().equals(message)) {
                    return next;
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static JsonNode request(Atelier atelier, String method, String path, String body, int status) {
        Answer answer = ask(atelier, method, path, body);
        if (answer.status() != status) {
            throw new AssertionError(method + " " + path + " gave " + answer.status() + ": " + answer.body());
        }
        return answer.body();
    }

    record Answer(int status, String type, JsonNode body) {}

    static Answer ask(Atelier atelier, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(atelier.url() + path))
                .header("Authorization", "token " + atelier.token())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body().isEmpty()
                            ? Json.mapper().createObjectNode()
                            : Json.read(response.body(), JsonNode.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        comingBack = false;
        socket.abort();
        request(atelier, "DELETE", "/api/kernels/" + id, "", 204);
        http.close();
    }
}
