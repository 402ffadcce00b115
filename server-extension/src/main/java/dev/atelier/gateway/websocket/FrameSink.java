package dev.atelier.gateway.websocket;

import java.nio.ByteBuffer;

/** Takes frames, piece by piece. */
public interface FrameSink {
    /** Begins a frame of exactly this many bytes, which follow in {@link #payload}. */
    void begin(boolean fin, int opcode, long length);

    /**
     * A piece of its payload.
     *
     * @param piece is read to its end, and copied
     */
    void payload(ByteBuffer piece);
}
