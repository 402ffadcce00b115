package dev.atelier.gateway.relay;

import dev.atelier.api.Json;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.FrameSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Turns v1 messages into what clients read that did not ask for a subprotocol, while they arrive: one JSON object as text;
 * with buffers, a binary message of big-endian offsets, that object, and the buffers. The parts are passed on as bytes.
 * {@code msg_id} and {@code msg_type} stand at the top too, which some clients index.
 */
final class DefaultWriter {
    private static final String[] PARTS = {"header", "parent_header", "metadata", "content"};
    private static final int CHANNEL = 0;
    private static final int HEADER = 1;
    private static final int LARGEST_HEADER = 1 << 20;

    private final FrameSink out;
    private final boolean textOnly;
    private final Utf8Repair repair = new Utf8Repair();
    /** What has arrived of a message before it is known what becomes of it. */
    private byte[] head = new byte[512];

    private int size;
    private final Deque<Step> plan = new ArrayDeque<>();
    private State state = State.HEAD;

    private enum State {
        HEAD,
        PLANNED,
        DROPPED
    }

    private sealed interface Step {
        record Literal(byte[] bytes) implements Step {}

        /** So many bytes of the message, as text or as they are. */
        record Copy(long size, boolean text) implements Step {}

        record Skip(long size) implements Step {}
    }

    /** @param textOnly for a client that can't read binary messages: it gets those without their buffers */
    DefaultWriter(FrameSink out, boolean textOnly) {
        this.out = out;
        this.textOnly = textOnly;
    }

    /**
     * A piece of the message under way.
     *
     * @throws MalformedMessageException once, at the first sight of a message that is dropped; its rest is still to be given
     */
    void payload(ByteBuffer piece) throws MalformedMessageException {
        if (state == State.HEAD) {
            try {
                collect(piece);
            } catch (MalformedMessageException e) {
                state = State.DROPPED;
                plan.clear();
                throw e;
            }
        }
        if (state == State.PLANNED) {
            follow(piece);
        }
        piece.position(piece.limit());
    }

    /**
     * The message has ended.
     *
     * @return whether it was whole; else the frame that was begun for it can't be ended any more
     */
    boolean end() {
        boolean whole = plan.stream().mapToLong(DefaultWriter::size).sum() == 0; // what is only skipped may be missing
        state = State.HEAD;
        size = 0;
        plan.clear();
        return whole;
    }

    private void collect(ByteBuffer piece) throws MalformedMessageException {
        int need = V1Table.WORD;
        for (int step = 0; ; step++) {
            if (!fill(piece, need)) {
                return;
            }
            ByteBuffer soFar = ByteBuffer.wrap(head, 0, size).order(ByteOrder.LITTLE_ENDIAN);
            switch (step) {
                case 0 -> need = V1Table.size(soFar);
                case 1 -> need = headerEnd(V1Table.read(soFar));
                default -> {
                    plan(V1Table.read(soFar));
                    return;
                }
            }
        }
    }

    /** @return whether so many bytes are there */
    private boolean fill(ByteBuffer piece, int need) {
        if (need > head.length) {
            head = Arrays.copyOf(head, Math.max(need, 2 * head.length));
        }
        int more = Math.min(need - size, piece.remaining());
        if (more > 0) {
            piece.get(head, size, more);
            size += more;
        }
        return size >= need;
    }

    private static int headerEnd(V1Table table) throws MalformedMessageException {
        long end = table.begin(HEADER + 1);
        if (table.size(CHANNEL) + table.size(HEADER) > LARGEST_HEADER) {
            throw new MalformedMessageException("a header of " + table.size(HEADER) + " bytes");
        }
        return (int) end;
    }

    private void plan(V1Table table) throws MalformedMessageException {
        int begin = (int) table.begin(HEADER);
        String channel =
                new String(head, (int) table.begin(CHANNEL), (int) table.size(CHANNEL), StandardCharsets.UTF_8);
        byte[] header = Arrays.copyOfRange(head, begin, (int) table.begin(HEADER + 1));
        MessageIds ids = MessageIds.of(header);
        String opening = "{\"channel\":" + Json.write(channel) + ",\"msg_id\":" + Json.write(ids.id())
                + ",\"msg_type\":" + Json.write(ids.type());
        for (int i = 0; i < PARTS.length; i++) {
            literal(opening + ",\"" + PARTS[i] + "\":");
            opening = "";
            plan.add(new Step.Copy(table.size(HEADER + i), true));
        }
        boolean binary = table.buffers() > 0 && !textOnly;
        literal(binary ? "}" : ",\"buffers\":[]}");
        long json = plan.stream().mapToLong(DefaultWriter::size).sum();
        long buffers = table.end() - table.begin(V1Table.OFFSETS - 1);
        if (binary) {
            plan.addFirst(new Step.Literal(offsets(table, json)));
            plan.add(new Step.Copy(buffers, false));
        } else {
            plan.add(new Step.Skip(buffers));
        }
        state = State.PLANNED;
        out.begin(
                true,
                binary ? FrameHeader.BINARY : FrameHeader.TEXT,
                plan.stream().mapToLong(DefaultWriter::size).sum());
        follow(ByteBuffer.wrap(header));
    }

    private void literal(String text) {
        plan.add(new Step.Literal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static long size(Step step) {
        return switch (step) {
            case Step.Literal literal -> literal.bytes().length;
            case Step.Copy copy -> copy.size();
            case Step.Skip skip -> 0;
        };
    }

    private static byte[] offsets(V1Table table, long json) throws MalformedMessageException {
        int count = 1 + table.buffers();
        ByteBuffer words = ByteBuffer.allocate(Integer.BYTES * (count + 1)).putInt(count);
        long offset = words.capacity();
        words.putInt((int) offset);
        offset += json;
        for (int i = 0; i < table.buffers(); i++) {
            words.putInt(Math.toIntExact(offset));
            offset += table.size(V1Table.OFFSETS - 1 + i);
            if (offset > Integer.MAX_VALUE) {
                throw new MalformedMessageException("buffers of " + offset + " bytes");
            }
        }
        return words.array();
    }

    /** Goes on with the plan as far as these bytes reach. */
    private void follow(ByteBuffer bytes) {
        while (!plan.isEmpty()) {
            Step rest = switch (plan.removeFirst()) {
                case Step.Literal literal -> {
                    out.payload(ByteBuffer.wrap(literal.bytes()));
                    yield new Step.Skip(0);
                }
                case Step.Copy copy -> copy(copy, bytes);
                case Step.Skip skip -> {
                    int most = (int) Math.min(skip.size(), bytes.remaining());
                    bytes.position(bytes.position() + most);
                    yield new Step.Skip(skip.size() - most);
                }
            };
            boolean over = switch (rest) {
                case Step.Copy copy -> copy.size() == 0;
                case Step.Skip skip -> skip.size() == 0;
                case Step.Literal literal -> false;
            };
            if (!over) {
                plan.addFirst(rest);
                return;
            }
        }
    }

    private Step copy(Step.Copy copy, ByteBuffer bytes) {
        int most = (int) Math.min(copy.size(), bytes.remaining());
        int limit = bytes.limit();
        bytes.limit(bytes.position() + most);
        if (copy.text()) {
            repair.pass(bytes, out::payload);
        } else {
            out.payload(bytes);
        }
        bytes.limit(limit);
        Step.Copy rest = new Step.Copy(copy.size() - most, copy.text());
        if (rest.size() == 0 && copy.text()) {
            repair.end(out::payload);
        }
        return rest;
    }
}
