package dev.atelier.agent.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One message of a kernel: its parts as they were on the wire, never parsed and written again.
 *
 * @param parts header, parent header, metadata, content, then any buffers
 */
public record KernelMessage(Channel channel, List<ByteBuffer> parts) {
    public static final int JSON_PARTS = 4;

    public KernelMessage {
        if (parts.size() < JSON_PARTS) {
            throw new IllegalArgumentException("a message has at least 4 parts, not " + parts.size());
        }
        parts = List.copyOf(parts);
    }

    public ByteBuffer header() {
        return parts.get(0).duplicate();
    }

    public ByteBuffer parentHeader() {
        return parts.get(1).duplicate();
    }

    public ByteBuffer metadata() {
        return parts.get(2).duplicate();
    }

    public ByteBuffer content() {
        return parts.get(3).duplicate();
    }

    /** Of all parts together, in bytes. */
    public long size() {
        long size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        return size;
    }
}
