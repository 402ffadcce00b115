package dev.atelier.agent.journal;

import dev.atelier.agent.journal.Item.Entry;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.V1Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a message lies in a segment, little-endian: length of what follows the first 8 bytes (4), its CRC-32C (4), length of
 * the session's name (2, 0xFFFF for everybody), the name, the number (8), the v1 frame.
 */
final class RecordFormat {
    static final int PREFIX = 8;
    private static final int EVERYBODY = 0xFFFF;
    private static final int SMALLEST = Short.BYTES + Long.BYTES;

    private RecordFormat() {}

    /** The bytes of a record; those of a large message's parts are not copied. */
    static List<ByteBuffer> encode(Draft draft, long number, int copyUpTo) {
        KernelMessage message = draft.message();
        byte[] session = draft.audience()
                .session()
                .map(s -> s.getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
        long frame = V1Frame.length(message);
        long length = SMALLEST + session.length + frame;
        boolean small = frame <= copyUpTo;
        int here = (int) (PREFIX + length - (small ? 0 : message.size()));
        ByteBuffer head = ByteBuffer.allocate(here).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt((int) length).putInt(0);
        head.putShort((short) (draft.audience().session().isPresent() ? session.length : EVERYBODY));
        head.put(session).putLong(number);
        List<ByteBuffer> record = new ArrayList<>();
        record.add(head);
        if (small) {
            V1Frame.write(message, head);
        } else {
            V1Frame.writeHead(message, head);
            message.parts().forEach(part -> record.add(part.duplicate()));
        }
        head.flip();
        head.putInt(Integer.BYTES, checksum(record));
        return record;
    }

    /** What goes over the WebSocket, out of the first buffer of a small record. */
    static Entry entry(Draft draft, long number, ByteBuffer record) {
        int wire = (int) (Long.BYTES + V1Frame.length(draft.message()));
        return new Entry(number, draft.audience(), record.slice(record.limit() - wire, wire));
    }

    /** @return the length of the record's rest, or empty if no record can begin so */
    static Optional<Integer> restLength(ByteBuffer prefix, long available) {
        int length = prefix.order(ByteOrder.LITTLE_ENDIAN).getInt(prefix.position());
        return length >= SMALLEST && length <= available - PREFIX ? Optional.of(length) : Optional.empty();
    }

    /** Reads a whole record; empty if its checksum or its inner lengths are wrong. The entry is a view of it. */
    static Optional<Entry> decode(ByteBuffer record) {
        ByteBuffer in = record.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt(Integer.BYTES) != checksum(List.of(in))) {
            return Optional.empty();
        }
        int nameLength = Short.toUnsignedInt(in.getShort(PREFIX));
        int nameEnd = PREFIX + Short.BYTES + (nameLength == EVERYBODY ? 0 : nameLength);
        if (nameEnd + Long.BYTES > in.limit()) {
            return Optional.empty();
        }
        byte[] name = new byte[nameEnd - PREFIX - Short.BYTES];
        in.get(PREFIX + Short.BYTES, name);
        Audience audience =
                nameLength == EVERYBODY ? Audience.EVERYBODY : Audience.only(new String(name, StandardCharsets.UTF_8));
        return Optional.of(new Entry(in.getLong(nameEnd), audience, in.slice(nameEnd, in.limit() - nameEnd)));
    }

    private static int checksum(List<ByteBuffer> record) {
        CRC32C crc = new CRC32C();
        int skip = PREFIX;
        for (ByteBuffer part : record) {
            ByteBuffer view = part.duplicate();
            view.position(view.position() + skip);
            crc.update(view);
            skip = 0;
        }
        return (int) crc.getValue();
    }
}
