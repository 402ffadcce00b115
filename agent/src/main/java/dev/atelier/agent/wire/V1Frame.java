package dev.atelier.agent.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The framing of {@code v1.kernel.websocket.jupyter.org}: a little-endian count N of offsets, N absolute offsets, then the
 * channel's name, the four JSON parts and any buffers; the last offset is the frame's length.
 */
public final class V1Frame {
    private static final int WORD = Long.BYTES;
    /** Channel, header, parent header, metadata, content, and the end. */
    private static final int FEWEST_OFFSETS = 6;

    private static final int MOST_OFFSETS = FEWEST_OFFSETS + 4096;
    private static final int LONGEST_CHANNEL = 32;

    private V1Frame() {}

    /** Bytes that are no such frame; the message says which rule they break. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String rule) {
            super(rule);
        }
    }

    /** How long the frame of this message is, in bytes. */
    public static long length(KernelMessage message) {
        return (long) WORD * (message.parts().size() + 3) + message.channel().bytes().length + message.size();
    }

    /** Appends the frame to {@code out}, which must have room for {@link #length} bytes. */
    public static void write(KernelMessage message, ByteBuffer out) {
        writeHead(message, out);
        for (ByteBuffer part : message.parts()) {
            out.put(part.duplicate());
        }
    }

    /** The length of what {@link #writeHead} writes, in bytes. */
    public static int headLength(KernelMessage message) {
        return WORD * (message.parts().size() + 3) + message.channel().bytes().length;
    }

    /** Appends all that comes before the parts: the offsets and the channel's name. */
    public static void writeHead(KernelMessage message, ByteBuffer out) {
        ByteOrder order = out.order();
        out.order(ByteOrder.LITTLE_ENDIAN);
        int offsets = message.parts().size() + 2;
        byte[] channel = message.channel().bytes();
        long offset = (long) WORD * (offsets + 1);
        out.putLong(offsets).putLong(offset);
        offset += channel.length;
        out.putLong(offset);
        for (ByteBuffer part : message.parts()) {
            offset += part.remaining();
            out.putLong(offset);
        }
        out.put(channel).order(order);
    }

    /**
     * Reads the frame that fills {@code bytes}; the parts are views of it.
     *
     * @throws Malformed if the bytes are anything else, or the channel is none of Jupyter's
     */
    public static KernelMessage read(ByteBuffer bytes) throws Malformed {
        ByteBuffer frame = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int[] offsets = offsets(frame);
        int channelLength = offsets[1] - offsets[0];
        check(channelLength <= LONGEST_CHANNEL, "the channel's name has " + channelLength + " bytes");
        byte[] name = new byte[channelLength];
        frame.get(offsets[0], name);
        Channel channel = Channel.named(new String(name, StandardCharsets.UTF_8))
                .orElseThrow(() -> new Malformed("the channel is none of shell, control, stdin, iopub"));
        List<ByteBuffer> parts = new ArrayList<>(offsets.length - 2);
        for (int i = 1; i < offsets.length - 1; i++) {
            parts.add(frame.slice(offsets[i], offsets[i + 1] - offsets[i]));
        }
        return new KernelMessage(channel, parts);
    }

    private static int[] offsets(ByteBuffer frame) throws Malformed {
        check(frame.remaining() >= WORD, "it is shorter than 8 bytes");
        long count = frame.getLong(0);
        check(count >= FEWEST_OFFSETS && count <= MOST_OFFSETS, "it claims " + count + " offsets");
        long start = WORD * (count + 1);
        check(frame.remaining() >= start, "it is shorter than its " + count + " offsets");
        int[] offsets = new int[(int) count];
        long before = start;
        for (int i = 0; i < offsets.length; i++) {
            long offset = frame.getLong(WORD * (i + 1));
            boolean inOrder = i == 0 ? offset == start : offset >= before;
            check(inOrder && offset <= frame.remaining(), "offset " + i + " is " + offset);
            offsets[i] = (int) offset;
            before = offset;
        }
        check(before == frame.remaining(), "the last offset is " + before + ", its length " + frame.remaining());
        return offsets;
    }

    private static void check(boolean holds, String rule) throws Malformed {
        if (!holds) {
            throw new Malformed(rule);
        }
    }
}
