package dev.atelier.bench.relay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the mill answers each message with, asked for in the session's id: {@code 5x100} is five messages with a hundred
 * bytes of text each.
 */
record Reply(int count, int size) {
    private static final String HEADER = """
            {"msg_id":"8a5f8a5f-8a5f-8a5f-8a5f-8a5f8a5f8a5f_1_2","msg_type":"stream","username":"bench","session":"bench",\
            "date":"2026-01-01T00:00:00.000000Z","version":"5.4"}""";

    static Reply of(String session) {
        String[] parts = session.split("x", 3);
        return new Reply(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /** @param which tells sessions apart, of which a kernel has only one connection each */
    String session(int which) {
        return count + "x" + size + "x" + which;
    }

    private String content() {
        return "{\"name\":\"stdout\",\"text\":\"" + "x".repeat(size) + "\"}";
    }

    /** One of them in v1, behind this many free bytes. */
    ByteBuffer v1(int lead) {
        List<byte[]> parts = List.of("iopub", HEADER, HEADER, "{}", content()).stream()
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toList();
        int head = Long.BYTES * (parts.size() + 2);
        int length = head + parts.stream().mapToInt(part -> part.length).sum();
        ByteBuffer out = ByteBuffer.allocateDirect(lead + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(lead);
        out.putLong(parts.size() + 1);
        long offset = head;
        for (byte[] part : parts) {
            out.putLong(offset);
            offset += part.length;
        }
        out.putLong(offset);
        parts.forEach(out::put);
        return out.rewind();
    }

    /** One of them as a client gets it that asked for no subprotocol. */
    ByteBuffer json() {
        String text = "{\"channel\":\"iopub\",\"msg_id\":\"1\",\"msg_type\":\"stream\",\"header\":" + HEADER
                + ",\"parent_header\":" + HEADER + ",\"metadata\":{},\"content\":" + content() + ",\"buffers\":[]}";
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
