package dev.atelier.bench.relay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.Receiver;
import dev.atelier.gateway.websocket.WebSockets;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Deque;
import org.xnio.Options;

/**
 * Stands in the place of an agent: has kernels as many as one likes, and each answers a message with others, see
 * {@link Reply}. To the gateway it speaks the numbered protocol, to whoever offers v1 alone that one, to others the default
 * one; so the same mill stands behind every proxy.
 */
public final class Mill {
    private static final String NUMBERED = "v1.numbered.atelier.dev";
    private static final String V1 = "v1.kernel.websocket.jupyter.org";
    private static final String SPEC = """
            {"name":"python3","spec":{"argv":["python3"],"display_name":"Mill","language":"python","env":{},"metadata":{},\
            "interrupt_mode":"signal"},"resources":{}}""";

    private final WebSockets sockets = new WebSockets();

    private Mill() {}

    /** {@code --config FILE}, as an agent is started. */
    public static void main(Path file) throws IOException {
        JsonNode config = Json.read(Files.readString(file), JsonNode.class);
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setSocketOption(Options.BACKLOG, 4096)
                .setHandler(new Mill()::handle)
                .build();
        server.start();
        int port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
        Path state = Files.createDirectories(Path.of(config.path("state").asText()));
        Path written = Files.writeString(
                state.resolve("agent.json.new"),
                "{\"port\":" + port + ",\"pid\":" + ProcessHandle.current().pid()
                        + ",\"version\":\"mill\",\"started\":\"" + Timestamps.format(Timestamps.now()) + "\"}");
        Files.move(written, state.resolve("agent.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void handle(HttpServerExchange exchange) {
        String path = exchange.getRequestPath();
        if (exchange.getRequestHeaders().contains(Headers.UPGRADE)) {
            upgrade(exchange);
            return;
        }
        String[] parts = path.split("/");
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        switch (exchange.getRequestMethod() + " " + path.replaceAll("(/api/kernels)/[^/]+", "$1/ID")) {
            case "GET /agent/v1/status" ->
                send(
                        exchange,
                        200,
                        "{\"instance\":\"local\",\"version\":\"mill\",\"pid\":"
                                + ProcessHandle.current().pid()
                                + ",\"started\":\"2026-01-01T00:00:00.000000Z\",\"kernels\":0,\"terminals\":0,\"jobs\":0,"
                                + "\"warm\":false,\"last_activity\":\"2026-01-01T00:00:00.000000Z\"}");
            case "GET /api/kernelspecs" ->
                send(exchange, 200, "{\"default\":\"python3\",\"kernelspecs\":{\"python3\":" + SPEC + "}}");
            case "GET /api/kernels" -> send(exchange, 200, "[]");
            case "GET /api/kernels/ID" -> send(exchange, 200, model(parts[3]));
            case "POST /api/kernels" ->
                exchange.getRequestReceiver().receiveFullString((e, body) -> {
                    JsonNode id = Json.read(body, JsonNode.class).path("kernel_id");
                    send(e, 201, model(id.asText("11111111-1111-4111-8111-111111111111")));
                });
            case "POST /agent/v1/shutdown" -> {
                send(exchange, 202, "{}");
                System.exit(0);
            }
            default ->
                send(exchange, 404, "{\"code\":\"unknown\",\"status\":404,\"detail\":\"a mill has no such path\"}");
        }
    }

    private static String model(String id) {
        return "{\"id\":\"" + id + "\",\"name\":\"python3\",\"last_activity\":\"2026-01-01T00:00:00.000000Z\","
                + "\"execution_state\":\"idle\",\"connections\":1}";
    }

    private static void send(HttpServerExchange exchange, int status, String body) {
        exchange.setStatusCode(status);
        exchange.getResponseSender().send(body);
    }

    private void upgrade(HttpServerExchange exchange) {
        String offered = String.valueOf(exchange.getRequestHeaders().getFirst(Headers.SEC_WEB_SOCKET_PROTOCOL));
        String protocol = offered.contains(NUMBERED) ? NUMBERED : offered.contains(V1) ? V1 : "";
        Deque<String> session = exchange.getQueryParameters().get("session_id");
        Reply reply =
                session == null || !session.getFirst().contains("x") ? new Reply(1, 100) : Reply.of(session.getFirst());
        exchange.getResponseHeaders().put(Headers.UPGRADE, "websocket");
        exchange.getResponseHeaders()
                .put(
                        new HttpString("Sec-WebSocket-Accept"),
                        WebSockets.accept(exchange.getRequestHeaders().getFirst(Headers.SEC_WEB_SOCKET_KEY)));
        if (!protocol.isEmpty()) {
            exchange.getResponseHeaders().put(Headers.SEC_WEB_SOCKET_PROTOCOL, protocol);
        }
        exchange.upgradeChannel((connection, upgraded) -> {
            FrameChannel channel = sockets.channel(connection, FrameChannel.Role.SERVER);
            channel.start(new Kernel(channel, reply, protocol));
        });
        exchange.endExchange();
    }

    /** Counts what it answers, and knows an acknowledgement by its length. */
    private static final class Kernel implements Receiver {
        private final FrameChannel channel;
        private final Reply reply;
        private final boolean numbered;
        private final ByteBuffer message;
        private final int opcode;
        private boolean asked;
        private long number;
        private int owed;

        Kernel(FrameChannel channel, Reply reply, String protocol) {
            this.channel = channel;
            this.reply = reply;
            this.numbered = protocol.equals(NUMBERED);
            this.message = protocol.isEmpty() ? reply.json() : reply.v1(numbered ? Long.BYTES : 0);
            this.opcode = protocol.isEmpty() ? FrameHeader.TEXT : FrameHeader.BINARY;
            message.order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void begin(FrameHeader frame) {
            asked |= frame.length() > Long.BYTES;
        }

        @Override
        public void payload(ByteBuffer piece) {
            piece.position(piece.limit());
        }

        @Override
        public void end() {
            if (asked) {
                asked = false;
                owed += reply.count();
            }
        }

        @Override
        public void arrived() {
            answer();
        }

        private void answer() {
            while (owed > 0 && !channel.congested()) {
                owed--;
                if (numbered) {
                    message.putLong(0, ++number);
                }
                send();
                channel.flush(); // each by itself, as a kernel's messages come
            }
        }

        /** A large one in pieces, so that the channel holds no copy of it. */
        private void send() {
            channel.begin(true, opcode, message.remaining());
            if (message.remaining() <= 1 << 17) {
                channel.payload(message.duplicate());
            } else {
                pieces(message.duplicate());
            }
        }

        private void pieces(ByteBuffer rest) {
            while (rest.hasRemaining() && !channel.congested()) {
                int size = Math.min(rest.remaining(), 1 << 16);
                channel.payload(rest.slice(rest.position(), size));
                rest.position(rest.position() + size);
                channel.flush();
            }
            if (rest.hasRemaining()) {
                channel.whenDrained(() -> pieces(rest));
            } else if (owed > 0) {
                answer();
            }
        }

        @Override
        public void closed(int code) {
            owed = 0;
        }
    }
}
