package dev.atelier.gateway.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Timestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A notebook's side of a kernel, for {@link WarmUp}. */
final class WarmUpClient implements AutoCloseable {
    private static final long SECONDS = 10;

    private final KernelRelay.Protocol protocol;
    private final String session = UUID.randomUUID().toString();
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private WarmUpClient(HttpClient http, URI address, String token, KernelRelay.Protocol protocol) throws IOException {
        this.protocol = protocol;
        WebSocket.Builder builder = http.newWebSocketBuilder().header("Authorization", "token " + token);
        if (protocol == KernelRelay.Protocol.V1) {
            builder.subprotocols(KernelChannels.V1);
        }
        try {
            this.socket = builder.buildAsync(address, new Listener()).join();
        } catch (CompletionException e) {
            throw new IOException("no connection to " + address + ": " + e.getCause(), e);
        }
    }

    static WarmUpClient connect(HttpClient http, URI address, String token, KernelRelay.Protocol protocol)
            throws IOException {
        return new WarmUpClient(http, address, token, protocol);
    }

    private final class Listener implements WebSocket.Listener {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            return received(from, StandardCharsets.UTF_8.encode(text.toString()), last);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
            return received(from, part, last);
        }

        private CompletionStage<?> received(WebSocket from, ByteBuffer part, boolean last) {
            byte[] piece = new byte[part.remaining()];
            part.get(piece);
            bytes.writeBytes(piece);
            if (last) {
                messages.add(read(bytes.toByteArray()));
                bytes.reset();
            }
            from.request(1);
            return null;
        }
    }

    /** Its listener's exception would close the connection, which the waiting side sees as silence. */
    private JsonNode read(byte[] message) {
        try {
            return protocol == KernelRelay.Protocol.V1
                    ? joined(Message.parseV1(ByteBuffer.wrap(message)))
                    : Json.read(new String(message, StandardCharsets.UTF_8), JsonNode.class);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode joined(Message message) {
        ObjectNode joined = Json.mapper().createObjectNode();
        List<String> names = List.of("header", "parent_header", "metadata", "content");
        for (int i = 0; i < names.size(); i++) {
            String part = StandardCharsets.UTF_8.decode(message.json().get(i)).toString();
            joined.set(names.get(i), Json.read(part, JsonNode.class));
        }
        return joined;
    }

    /** Runs a cell to its reply and its idle. */
    void cell() throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        send(request(id));
        boolean replied = false;
        boolean idle = false;
        while (!replied || !idle) {
            JsonNode next = messages.poll(SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new IOException("no answer within " + SECONDS + " s");
            }
            if (next.path("parent_header").path("msg_id").asText().equals(id)) {
                replied |= next.path("header").path("msg_type").asText().equals("execute_reply");
                idle |= next.path("content").path("execution_state").asText().equals("idle");
            }
        }
    }

    private void send(String text) throws IOException {
        try {
            if (protocol == KernelRelay.Protocol.V1) {
                ByteBuffer bytes = DefaultProtocol.parse(text.getBytes(StandardCharsets.UTF_8), false)
                        .toV1(0);
                socket.sendBinary(bytes, true).join();
            } else {
                socket.sendText(text, true).join();
            }
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(e);
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** Without a trace in the person's IPython history. */
    private String request(String id) {
        ObjectNode request = Json.mapper().createObjectNode().put("channel", "shell");
        request.putObject("header")
                .put("msg_id", id)
                .put("msg_type", "execute_request")
                .put("session", session)
                .put("username", "atelier")
                .put("version", "5.4")
                .put("date", Timestamps.format(Timestamps.now()));
        request.putObject("parent_header");
        request.putObject("metadata");
        request.putObject("content")
                .put("code", "1+1")
                .put("silent", false)
                .put("store_history", false)
                .put("allow_stdin", false)
                .put("stop_on_error", true)
                .putObject("user_expressions");
        request.putArray("buffers");
        return request.toString();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
