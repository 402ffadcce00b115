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
    /** Takes a message of {@code v1.kernel.websocket.jupyter.org} apart. */
    static Message parseV1(ByteBuffer bytes) throws MalformedMessageException {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < V1Table.WORD || in.remaining() < V1Table.size(in)) {
            throw new MalformedMessageException("a message of " + in.remaining() + " bytes");
        }
        V1Table table = V1Table.read(in);
        if (table.end() > in.remaining()) {
            throw new MalformedMessageException("parts of " + table.end() + " bytes in " + in.remaining());
        }
        List<ByteBuffer> parts = new ArrayList<>();
        for (int i = 0; i < V1Table.OFFSETS - 1 + table.buffers(); i++) {
            parts.add(in.slice((int) table.begin(i), (int) table.size(i)));
        }
        String channel = StandardCharsets.UTF_8.decode(parts.getFirst()).toString();
        return new Message(channel, parts.subList(1, 5), parts.subList(5, parts.size()));
    }

    /** The message in v1, behind {@code lead} free bytes. */
    ByteBuffer toV1(int lead) {
        ByteBuffer name = StandardCharsets.UTF_8.encode(channel);
        List<ByteBuffer> parts = new ArrayList<>(List.of(name));
        parts.addAll(json);
        parts.addAll(buffers);
        int head = V1Table.WORD * (parts.size() + 2);
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
