package dev.atelier.gateway.relay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A Jupyter message in its parts, each as its bytes came.
 *
 * @param json header, parent header, metadata and content, in this order
 */
record Message(String channel, List<ByteBuffer> json, List<ByteBuffer> buffers) {
    private static final int WORD = Long.BYTES;
    /** Channel and the four JSON parts have a beginning each, and the last part an end. */
    private static final int OFFSETS = 6;

    private static final int MAX_BUFFERS = 10_000;

    ByteBuffer header() {
        return json.getFirst();
    }

    /**
     * Takes a message of {@code v1.kernel.websocket.jupyter.org} apart: a little-endian count of offsets, the offsets, then
     * the parts (Jupyter Server's documentation, "WebSocket kernel wire protocol").
     */
    static Message parseV1(ByteBuffer bytes) throws MalformedMessageException {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int size = in.remaining();
        if (size < WORD) {
            throw new MalformedMessageException("a message of " + size + " bytes");
        }
        long count = in.getLong(0);
        if (count < OFFSETS || count > OFFSETS + MAX_BUFFERS || size < WORD * (count + 1)) {
            throw new MalformedMessageException("a message that claims " + count + " offsets in " + size + " bytes");
        }
        List<ByteBuffer> parts = new ArrayList<>();
        long begin = in.getLong(WORD);
        if (begin != WORD * (count + 1)) {
            throw new MalformedMessageException("a first part at " + begin);
        }
        for (int i = 2; i <= count; i++) {
            long end = in.getLong(i * WORD);
            if (end < begin || end > size) {
                throw new MalformedMessageException("a part from " + begin + " to " + end + " of " + size + " bytes");
            }
            parts.add(in.slice((int) begin, (int) (end - begin)));
            begin = end;
        }
        String channel = StandardCharsets.UTF_8.decode(parts.getFirst()).toString();
        return new Message(channel, parts.subList(1, 5), parts.subList(5, parts.size()));
    }

    /** The message in that form, behind {@code lead} free bytes. */
    ByteBuffer toV1(int lead) {
        ByteBuffer name = StandardCharsets.UTF_8.encode(channel);
        List<ByteBuffer> parts = new ArrayList<>(List.of(name));
        parts.addAll(json);
        parts.addAll(buffers);
        int head = WORD * (parts.size() + 2);
        int size = head + parts.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer out =
                ByteBuffer.allocate(lead + size).order(ByteOrder.LITTLE_ENDIAN).position(lead);
        out.putLong(parts.size() + 1);
        long offset = head;
        for (ByteBuffer part : parts) {
            out.putLong(offset);
            offset += part.remaining();
        }
        out.putLong(offset);
        parts.forEach(part -> out.put(part.duplicate()));
        return out.flip();
    }
}
