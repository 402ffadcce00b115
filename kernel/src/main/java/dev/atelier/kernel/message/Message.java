package dev.atelier.kernel.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One Jupyter message. The JSON trees are not to be changed once they are in here.
 *
 * @param route the ZeroMQ identities a reply goes back to, or the topic of a published message
 * @param parent the header of the message that caused this one; empty for none
 */
public record Message(
        List<byte[]> route,
        ObjectNode header,
        ObjectNode parent,
        ObjectNode metadata,
        ObjectNode content,
        List<byte[]> buffers) {

    public static final String PROTOCOL_VERSION = "5.4";

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final String STARTED =
            Long.toHexString(ProcessHandle.current().pid()) + "-"
                    + Long.toHexString(System.currentTimeMillis()) + "-"
                    + Long.toHexString(ThreadLocalRandom.current().nextLong());

    /** A message without sender, as the parent of what happens before the first request. */
    public static Message none() {
        return new Message(List.of(), Json.object(), Json.object(), Json.object(), Json.object(), List.of());
    }

    public String type() {
        return Json.text(header, "msg_type").orElse("");
    }

    public String id() {
        return Json.text(header, "msg_id").orElse("");
    }

    /** What the sender calls its session. */
    public String session() {
        return Json.text(header, "session").orElse("");
    }

    public String text(String key) {
        return Json.text(content, key).orElse("");
    }

    public boolean flag(String key, boolean otherwise) {
        return content.path(key).asBoolean(otherwise);
    }

    public int number(String key, int otherwise) {
        return content.path(key).asInt(otherwise);
    }

    /** A message of type {@code type} that this one caused, going where this one came from. */
    public Message answer(String session, String type, ObjectNode content) {
        return new Message(route, header(session, type), header, Json.object(), content, List.of());
    }

    public Message withRoute(List<byte[]> other) {
        return new Message(other, header, parent, metadata, content, buffers);
    }

    public Message with(ObjectNode otherMetadata, List<byte[]> otherBuffers) {
        return new Message(route, header, parent, otherMetadata, content, otherBuffers);
    }

    /**
     * Unlike any other on this computer, and with random bits. No secret, so it needs no SecureRandom, whose start takes a
     * kernel ten milliseconds.
     */
    public static String newId() {
        return STARTED + "_" + NUMBERS.incrementAndGet();
    }

    private static ObjectNode header(String session, String type) {
        return Json.object()
                .put("msg_id", newId())
                .put("session", session)
                .put("username", "kernel")
                .put("date", Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
                .put("msg_type", type)
                .put("version", PROTOCOL_VERSION);
    }
}
