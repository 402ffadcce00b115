package dev.atelier.gateway.relay;

import java.nio.ByteBuffer;

/**
 * Reads the table at the beginning of a {@code v1.kernel.websocket.jupyter.org} message: a little-endian count of offsets,
 * and the offsets. Channel and the four JSON parts have a beginning each, then every buffer, and the last part an end
 * (Jupyter Server's documentation, "WebSocket kernel wire protocol").
 */
final class V1Table {
    static final int WORD = Long.BYTES;
    /** Channel, header, parent header, metadata, content, and an end. */
    static final int OFFSETS = 6;

    private static final int MAX_BUFFERS = 10_000;

    private final long[] offsets;

    private V1Table(long[] offsets) {
        this.offsets = offsets;
    }

    /** How many bytes the table takes that begins with this count; at least {@link #WORD} bytes must be there. */
    static int size(ByteBuffer message) throws MalformedMessageException {
        long count = message.getLong(message.position());
        if (count < OFFSETS || count > OFFSETS + MAX_BUFFERS) {
            throw new MalformedMessageException("a message that claims " + count + " offsets");
        }
        return (int) (WORD * (count + 1));
    }

    /** @param message little-endian, with the whole table at its position, which stays */
    static V1Table read(ByteBuffer message) throws MalformedMessageException {
        int size = size(message);
        long[] offsets = new long[size / WORD - 1];
        long last = size;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = message.getLong(message.position() + (i + 1) * WORD);
            if (offsets[i] < last || (i == 0 && offsets[i] > size)) {
                throw new MalformedMessageException("a part at " + offsets[i] + " after one at " + last);
            }
            last = offsets[i];
        }
        return new V1Table(offsets);
    }

    /** Where a part begins: 0 is the channel, 1 to 4 the JSON, then come the buffers. */
    long begin(int part) {
        return offsets[part];
    }

    long size(int part) {
        return offsets[part + 1] - offsets[part];
    }

    int buffers() {
        return offsets.length - OFFSETS;
    }

    /** The size of the whole message. */
    long end() {
        return offsets[offsets.length - 1];
    }
}
