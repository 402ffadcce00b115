package dev.atelier.gateway.relay;

import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Tells an agent which messages the client has been handed: the number of the latest stands for all before it. */
final class Acknowledgements {
    private final FrameChannel agent;
    private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long handed;
    private long told;
    /** A message of the client's is on its way to the agent, and must not be interrupted. */
    private boolean held;

    Acknowledgements(FrameChannel agent) {
        this.agent = agent;
    }

    void handed(long number) {
        handed = Math.max(handed, number);
    }

    void hold() {
        held = true;
    }

    void release() {
        held = false;
    }

    /** Call it once the client's socket has taken all. */
    void tell() {
        if (handed > told && !held) {
            told = handed;
            agent.message(FrameHeader.BINARY, word.clear().putLong(told).flip());
            agent.flush();
        }
    }
}
