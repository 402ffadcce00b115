package dev.atelier.gateway.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.MessageCollector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Jupyter's events: what one client tells, all that have subscribed hear, in the shape that jupyter_events gives them. A subscriber that
 * does not keep up misses some, and holds up nobody.
 */
final class EventStream {
    private static final long LIMIT = 64 << 10;

    private final Set<FrameChannel> subscribers = ConcurrentHashMap.newKeySet();

    void subscribe(FrameChannel channel) {
        subscribers.add(channel);
        channel.start(new MessageCollector(channel) {
            @Override
            protected void message(int type, byte[] whole) {
                // subscribers only listen
            }

            @Override
            protected long limit() {
                return LIMIT;
            }

            @Override
            public void closed(int code) {
                subscribers.remove(channel);
            }
        });
    }

    /** @param event {@code {schema_id, version, data, timestamp?}}, as it was posted */
    void publish(ObjectNode event) {
        ObjectNode told = LabJson.MAPPER.createObjectNode();
        told.put("__timestamp__", event.path("timestamp").asText(Timestamps.format(Timestamps.now())));
        told.set("__schema__", event.get("schema_id"));
        told.set("__schema_version__", event.get("version"));
        told.put("__metadata_version__", 1);
        told.setAll((ObjectNode) event.get("data"));
        byte[] text = told.toString().getBytes(StandardCharsets.UTF_8);
        subscribers.forEach(channel -> channel.onThread(() -> send(channel, text)));
    }

    private static void send(FrameChannel channel, byte[] text) {
        if (!channel.congested()) {
            channel.message(FrameHeader.TEXT, ByteBuffer.wrap(text));
            channel.flush();
        }
    }
}
