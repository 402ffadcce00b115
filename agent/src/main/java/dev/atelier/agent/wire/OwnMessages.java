package dev.atelier.agent.wire;

import dev.atelier.api.Json;
import dev.atelier.api.Timestamps;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Messages that the agent itself writes, in the kernel's name or to the kernel. */
public final class OwnMessages {
    /** The session of the agent's own requests; what answers them is for nobody else. */
    private final String session = "atelier-agent-" + UUID.randomUUID();

    public String session() {
        return session;
    }

    /** An iopub {@code status}. */
    public KernelMessage status(String state, ByteBuffer parent) {
        return message(Channel.IOPUB, "status", parent, Map.of("execution_state", state));
    }

    /** An iopub {@code stream} on stderr. */
    public KernelMessage stderr(String text, ByteBuffer parent) {
        return message(Channel.IOPUB, "stream", parent, Map.of("name", "stderr", "text", text));
    }

    /** A request to the kernel that has an empty content. */
    public KernelMessage request(Channel channel, String type) {
        return message(channel, type, noParent(), Map.of());
    }

    /** {@code shutdown_request} on control. */
    public KernelMessage shutdown() {
        return message(Channel.CONTROL, "shutdown_request", noParent(), Map.of("restart", false));
    }

    /** A message on any channel. */
    public KernelMessage message(Channel channel, String type, ByteBuffer parent, Map<String, ?> content) {
        Map<String, String> header = Map.of(
                "msg_id",
                UUID.randomUUID().toString(),
                "session",
                session,
                "username",
                "atelier",
                "date",
                Timestamps.format(Timestamps.now()),
                "msg_type",
                type,
                "version",
                "5.3");
        return new KernelMessage(channel, List.of(json(header), parent.duplicate(), noParent(), json(content)));
    }

    public static ByteBuffer noParent() {
        return utf8("{}");
    }

    private static ByteBuffer json(Object value) {
        return utf8(Json.write(value));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
