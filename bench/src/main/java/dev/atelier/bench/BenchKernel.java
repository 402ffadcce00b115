package dev.atelier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Timestamps;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A kernel behind a server, driven as a notebook drives it. */
public final class BenchKernel implements AutoCloseable {
    private final Server server;
    private final String id;
    private final String session = UUID.randomUUID().toString();
    private final BlockingWebSocket socket;

    BenchKernel(Server server, String spec) throws IOException, InterruptedException {
        this(server, spec, server.url(), Map.of());
    }

    /**
     * @param way where its channels are opened, which may lead to the server
     * @param fields what the handshake says there besides the server's token
     */
    public BenchKernel(Server server, String spec, URI way, Map<String, String> fields)
            throws IOException, InterruptedException {
        this.server = server;
        ObjectNode wish = Json.mapper().createObjectNode().put("name", spec);
        this.id = Json.read(server.request("POST", "/api/kernels", wish.toString()), JsonNode.class)
                .path("id")
                .asText();
        URI channels = URI.create(
                way.toString().replaceFirst("^http", "ws") + "/api/kernels/" + id + "/channels?session_id=" + session);
        Map<String, String> all = new HashMap<>(fields);
        all.put("Authorization", "token " + server.token());
        this.socket = new BlockingWebSocket(channels, all);
    }

    /** Milliseconds from sending a cell until its reply and idle are both there. */
    public double execute(String code) throws IOException {
        String message = UUID.randomUUID().toString();
        long begin = System.nanoTime();
        socket.send(request(message, code));
        boolean replied = false;
        boolean idle = false;
        while (!replied || !idle) {
            JsonNode next = Json.read(socket.receive(), JsonNode.class);
            if (next.path("parent_header").path("msg_id").asText().equals(message)) {
                replied |= next.path("msg_type").asText().equals("execute_reply");
                idle |= next.path("content").path("execution_state").asText().equals("idle");
            }
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private String request(String message, String code) {
        ObjectNode request = Json.mapper().createObjectNode().put("channel", "shell");
        request.putObject("header")
                .put("msg_id", message)
                .put("msg_type", "execute_request")
                .put("session", session)
                .put("username", "bench")
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
        return request.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            server.request("DELETE", "/api/kernels/" + id, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
