package dev.atelier.agent.support;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.V1Frame;
import dev.atelier.api.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One session's numbered WebSocket to a kernel. */
public final class KernelSocket implements WebSocket.Listener, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A kernel may put all that a cell printed into one string. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    private final String session;
    private final BlockingQueue<Numbered> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private WebSocket socket;
    private volatile boolean reading = true;
    private volatile String why = "";

    public KernelSocket(String session) {
        this.session = session;
    }

    /** A message with its number. */
    public record Numbered(long number, Channel channel, String type, String parent, JsonNode content) {
        public boolean isStatus(String state) {
            return type.equals("status")
                    && content.path("execution_state").asText().equals(state);
        }

        public boolean isReply() {
            return type.endsWith("_reply");
        }
    }

    void connected(WebSocket open) {
        this.socket = open;
    }

    public String execute(String code) {
        return execute(code, Map.of());
    }

    /** As JupyterLab runs a cell. */
    public String execute(String code, String cell) {
        return execute(code, Map.of("cellId", cell));
    }

    private String execute(String code, Map<String, ?> metadata) {
        return request(
                Channel.SHELL,
                "execute_request",
                metadata,
                Map.of(
                        "code",
                        code,
                        "silent",
                        false,
                        "store_history",
                        true,
                        "allow_stdin",
                        true,
                        "stop_on_error",
                        true));
    }

    /** Sends a request and gives its msg_id. */
    public String request(Channel channel, String type, Map<String, ?> content) {
        return request(channel, type, Map.of(), content);
    }

    private String request(Channel channel, String type, Map<String, ?> metadata, Map<String, ?> content) {
        String id = UUID.randomUUID().toString();
        Map<String, String> header = Map.of(
                "msg_id",
                id,
                "session",
                session,
                "username",
                "t",
                "date",
                "2026-01-01T00:00:00.000000Z",
                "msg_type",
                type,
                "version",
                "5.3");
        KernelMessage message =
                new KernelMessage(channel, List.of(json(header), json(Map.of()), json(metadata), json(content)));
        ByteBuffer out = ByteBuffer.allocate((int) (8 + V1Frame.length(message)));
        out.putLong(0);
        V1Frame.write(message, out);
        sendRaw(out.flip());
        return id;
    }

    public void acknowledge(long number) {
        sendRaw(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .flip());
    }

    public void sendRaw(ByteBuffer bytes) {
        socket.sendBinary(bytes, true).join();
    }

    /** The next message, whatever it is. */
    public Numbered next() throws InterruptedException {
        Numbered message = received.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
            throw new AssertionError("nothing came within " + PATIENCE
                    + (closed.isDone() ? "; the connection was closed: " + closed.getNow(0) + " " + why : ""));
        }
        return message;
    }

    /** All messages up to and with the first that fits. */
    public List<Numbered> until(Predicate<Numbered> fits) throws InterruptedException {
        List<Numbered> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!fits.test(all.getLast()));
        return all;
    }

    /** All messages until this request has its reply and its idle. */
    public List<Numbered> untilDone(String request) throws InterruptedException {
        List<Numbered> all = new ArrayList<>();
        boolean idle = false;
        boolean reply = false;
        while (!idle || !reply) {
            Numbered message = next();
            all.add(message);
            boolean mine = message.parent().equals(request);
            idle |= mine && message.isStatus("idle");
            reply |= mine && message.isReply();
        }
        return all;
    }

    /** Runs code and gives the text it wrote on stdout, with its result. */
    public String output(String code) throws InterruptedException {
        String request = execute(code);
        return text(untilDone(request).stream()
                .filter(message -> message.parent().equals(request))
                .filter(message -> !message.content().path("name").asText().equals("stderr"))
                .toList());
    }

    public static String text(List<Numbered> messages) {
        StringBuilder text = new StringBuilder();
        for (Numbered message : messages) {
            switch (message.type()) {
                case "stream" -> text.append(message.content().path("text").asText());
                case "execute_result" ->
                    text.append(
                            message.content().path("data").path("text/plain").asText());
                case "error" -> text.append(message.content().path("ename").asText());
                default -> {} // nothing to read
            }
        }
        return text.toString();
    }

    /** Reads at most one message more. */
    public void stopReading() {
        reading = false;
    }

    public void readOn() {
        reading = true;
        socket.request(1);
    }

    public CompletableFuture<Integer> closed() {
        return closed;
    }

    /** Cuts the connection without a word. */
    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            received.add(decode(ByteBuffer.wrap(partial.toByteArray())));
            partial.reset();
        }
        if (reading) {
            from.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        why = error.toString();
        closed.complete(1006);
    }

    private static Numbered decode(ByteBuffer bytes) {
        try {
            long number = bytes.order(ByteOrder.LITTLE_ENDIAN).getLong();
            KernelMessage message = V1Frame.read(bytes);
            return new Numbered(
                    number,
                    message.channel(),
                    tree(message.header()).path("msg_type").asText(),
                    tree(message.parentHeader()).path("msg_id").asText(),
                    tree(message.content()));
        } catch (V1Frame.Malformed e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode tree(ByteBuffer json) {
        byte[] bytes = new byte[json.remaining()];
        json.get(bytes);
        try {
            return MAPPER.readTree(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer json(Object value) {
        return ByteBuffer.wrap(Json.write(value).getBytes(StandardCharsets.UTF_8));
    }
}
