package dev.atelier.gateway.relay;

import dev.atelier.api.Json;
import dev.atelier.api.Timestamps;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the gateway itself has to say on a kernel's iopub, as long as no kernel is there that could. */
final class Spoken {
    private static final ByteBuffer NOTHING = utf8("{}");

    private final String session = UUID.randomUUID().toString();

    /** The parent of what answers no request. */
    static ByteBuffer noParent() {
        return NOTHING.duplicate();
    }

    /** @param state one of those that clients know: {@code starting}, {@code dead} */
    Message status(String state) {
        return iopub("status", noParent(), Map.of("execution_state", state));
    }

    /** A line on stderr, in the output of the request that is its parent. */
    Message line(String text, ByteBuffer parent) {
        return iopub("stream", parent, Map.of("name", "stderr", "text", text + "\n"));
    }

    /** Takes away what was said in the output of that request. */
    Message clear(ByteBuffer parent) {
        return iopub("clear_output", parent, Map.of("wait", false));
    }

    private Message iopub(String type, ByteBuffer parent, Map<String, ?> content) {
        ByteBuffer header = utf8(Json.write(Map.of(
                "msg_id",
                UUID.randomUUID().toString(),
                "msg_type",
                type,
                "session",
                session,
                "username",
                "atelier",
                "version",
                "5.4",
                "date",
                Timestamps.format(Timestamps.now()))));
        return new Message(
                "iopub", List.of(header, parent.duplicate(), noParent(), utf8(Json.write(content))), List.of());
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
