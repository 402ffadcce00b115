package dev.atelier.agent.support;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Talks to an agent as the gateway does, with the JDK's own client. */
public final class AgentClient implements AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final int port;
    private final Optional<String> secret;

    public AgentClient(int port) {
        this(port, Optional.of(TestFolder.SECRET));
    }

    public AgentClient(int port, Optional<String> secret) {
        this.port = port;
        this.secret = secret;
    }

    /** An answer with its JSON; an empty body is a missing node. */
    public record Reply(int status, JsonNode json, HttpResponse<String> raw) {}

    public Reply get(String path) throws IOException, InterruptedException {
        return send("GET", path, Optional.empty());
    }

    public Reply post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send("POST", path, Optional.of(Json.write(body)));
    }

    public Reply delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, Optional.empty());
    }

    public Reply send(String method, String path, Optional<String> body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(90))
                .method(method, body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
        secret.ifPresent(s -> request.header("Authorization", "Bearer " + s));
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        String text = response.body();
        boolean json = response.headers()
                .firstValue("Content-Type")
                .filter(t -> t.contains("json"))
                .isPresent();
        return new Reply(response.statusCode(), Json.mapper().readTree(json ? text : "null"), response);
    }

    /** Starts a kernel and gives its id. */
    public String startKernel(String name) throws IOException, InterruptedException {
        Reply reply = post("/api/kernels", Map.of("name", name));
        if (reply.status() != 201) {
            throw new AssertionError("the kernel did not start: " + reply.raw().body());
        }
        return reply.json().get("id").asText();
    }

    public KernelSocket channels(String kernel, String session) {
        KernelSocket socket = new KernelSocket(session);
        socket.connected(webSocket(
                "/api/kernels/" + kernel + "/channels?session_id=" + session,
                Optional.of("v1.numbered.atelier.dev"),
                socket));
        return socket;
    }

    /** Of a client whose requests name another session than its connection does. */
    public KernelSocket channelsAs(String kernel, String connection, String session) {
        KernelSocket socket = new KernelSocket(session);
        socket.connected(webSocket(
                "/api/kernels/" + kernel + "/channels?session_id=" + connection,
                Optional.of("v1.numbered.atelier.dev"),
                socket));
        return socket;
    }

    public WebSocket webSocket(String path, Optional<String> subprotocol, WebSocket.Listener listener) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(70));
        secret.ifPresent(s -> builder.header("Authorization", "Bearer " + s));
        subprotocol.ifPresent(builder::subprotocols);
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), listener)
                .join();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
