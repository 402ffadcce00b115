package dev.atelier.gateway.websocket;

import java.nio.ByteBuffer;

/**
 * What stands before a frame's payload (RFC 6455, section 5.2).
 *
 * @param fin whether the message ends with this frame
 * @param opcode one of the constants
 * @param length of the payload in bytes
 * @param masked whether the payload is masked
 * @param key the mask; 0 where there is none
 */
public record FrameHeader(boolean fin, int opcode, long length, boolean masked, int key) {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** The most bytes that a header takes. */
    static final int LONGEST = 14;

    static final int LONGEST_CONTROL = 125;
    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASK = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    /** Whether it belongs to the connection, not to a message. */
    boolean control() {
        return opcode >= CLOSE;
    }

    /** How many bytes a header has that begins with these two. */
    static int size(byte second) {
        int length = switch (second & 0x7f) {
            case SHORT -> 4;
            case LONG -> 10;
            default -> 2;
        };
        return length + ((second & MASK) != 0 ? 4 : 0);
    }

    /** @param in a whole header, and whatever follows it; big-endian */
    static FrameHeader read(ByteBuffer in) throws ViolationException {
        byte first = in.get();
        byte second = in.get();
        int opcode = first & 0x0f;
        boolean fin = (first & FIN) != 0;
        if ((first & RESERVED) != 0) {
            throw new ViolationException("a frame with a reserved bit, though no extension was agreed upon");
        }
        if ((opcode > BINARY && opcode < CLOSE) || opcode > PONG) {
            throw new ViolationException("a frame with the opcode " + opcode);
        }
        long length = switch (second & 0x7f) {
            case SHORT -> Short.toUnsignedLong(in.getShort());
            case LONG -> in.getLong();
            default -> second & 0x7f;
        };
        if (length < 0) {
            throw new ViolationException("a frame that claims 2^63 bytes or more");
        }
        if (opcode >= CLOSE && (!fin || length > LONGEST_CONTROL)) {
            throw new ViolationException("a control frame in parts or of " + length + " bytes");
        }
        boolean masked = (second & MASK) != 0;
        return new FrameHeader(fin, opcode, length, masked, masked ? in.getInt() : 0);
    }

    /** @param out with room for {@link #LONGEST} bytes; big-endian */
    void write(ByteBuffer out) {
        out.put((byte) ((fin ? FIN : 0) | opcode));
        int mask = masked ? MASK : 0;
        if (length < SHORT) {
            out.put((byte) (mask | (int) length));
        } else if (length <= 0xffff) {
            out.put((byte) (mask | SHORT)).putShort((short) length);
        } else {
            out.put((byte) (mask | LONG)).putLong(length);
        }
        if (masked) {
            out.putInt(key);
        }
    }
}
