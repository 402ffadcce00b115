package dev.atelier.gateway.websocket;

import java.nio.ByteBuffer;

/** The mask that a client lays over its payloads (RFC 6455, section 5.3). */
public final class Mask {
    private Mask() {}

    /**
     * Lays the mask on what remains, or takes it off again, in place.
     *
     * @param bytes big-endian; its position stays
     * @param offset how much of the payload came before
     */
    public static void apply(ByteBuffer bytes, int key, long offset) {
        if (key == 0) {
            return;
        }
        int turned = Integer.rotateLeft(key, (int) (offset & 3) * Byte.SIZE);
        long twice = (long) turned << Integer.SIZE | Integer.toUnsignedLong(turned);
        int at = bytes.position();
        int end = bytes.limit();
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            bytes.putLong(at, bytes.getLong(at) ^ twice);
        }
        for (int shift = Integer.SIZE - Byte.SIZE; at < end; at++) {
            bytes.put(at, (byte) (bytes.get(at) ^ turned >>> shift));
            shift = shift == 0 ? Integer.SIZE - Byte.SIZE : shift - Byte.SIZE;
        }
    }
}
