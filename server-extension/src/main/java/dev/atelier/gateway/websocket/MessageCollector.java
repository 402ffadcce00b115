package dev.atelier.gateway.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Puts messages together, up to a bound; a larger one closes the channel with 1009. */
public abstract class MessageCollector implements Receiver {
    private static final int FIRST = 512;

    private final FrameChannel channel;
    private FrameHeader frame = new FrameHeader(true, FrameHeader.BINARY, 0, false, 0);
    private int opcode;
    private byte[] bytes = new byte[0];
    private int size;
    private int frameBegin;
    private boolean refused;

    protected MessageCollector(FrameChannel channel) {
        this.channel = channel;
    }

    /** A message, whole and without its mask; the array is the receiver's. */
    protected abstract void message(int type, byte[] whole);

    /** The most bytes that a message may have at this moment. */
    protected abstract long limit();

    @Override
    public final void begin(FrameHeader header) {
        frame = header;
        frameBegin = size;
        if (header.opcode() != FrameHeader.CONTINUATION) {
            opcode = header.opcode();
        }
        if (!refused && header.length() > Math.min(limit(), Integer.MAX_VALUE - 8) - size) {
            refused = true;
            bytes = new byte[0];
            channel.close(CloseCode.TOO_BIG, "a message has at most " + limit() + " bytes");
        }
    }

    @Override
    public final void payload(ByteBuffer piece) {
        if (refused) {
            return;
        }
        int end = size + piece.remaining();
        if (end > bytes.length) {
            // Grows with what arrives, not with what a header claims.
            long most = frame.fin() ? frameBegin + frame.length() : Long.MAX_VALUE;
            bytes = Arrays.copyOf(bytes, (int) Math.max(
                    end, Math.min(most, Math.clamp(2L * end, FIRST, Integer.MAX_VALUE - 8))));
        }
        piece.get(bytes, size, piece.remaining());
        size = end;
    }

    @Override
    public final void end() {
        if (refused) {
            return;
        }
        Mask.apply(ByteBuffer.wrap(bytes, frameBegin, size - frameBegin), frame.key(), 0);
        if (frame.fin()) {
            byte[] whole = bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
            bytes = new byte[0];
            size = 0;
            message(opcode, whole);
        }
    }

    @Override
    public void arrived() {
        channel.flush();
    }
}
