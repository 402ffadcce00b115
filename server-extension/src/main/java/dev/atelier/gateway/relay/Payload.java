package dev.atelier.gateway.relay;

import io.undertow.websockets.core.BufferedBinaryMessage;
import java.nio.ByteBuffer;

/** The bytes of a buffered message, in an array of their own; the pooled buffers go back. */
final class Payload {

    private Payload() {}

    @SuppressWarnings("deprecation") // Undertow hands its pooled buffers out in no other way
    static byte[] of(BufferedBinaryMessage message) {
        var pooled = message.getData();
        try {
            int size = 0;
            for (ByteBuffer part : pooled.getResource()) {
                size += part.remaining();
            }
            ByteBuffer whole = ByteBuffer.wrap(new byte[size]);
            for (ByteBuffer part : pooled.getResource()) {
                whole.put(part);
            }
            return whole.array();
        } finally {
            pooled.free();
        }
    }
}
