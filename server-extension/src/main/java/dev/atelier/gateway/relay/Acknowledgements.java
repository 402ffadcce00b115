package dev.atelier.gateway.relay;

import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/**
 * Tells an agent which messages the client has been handed: the number of the latest stands for all before it. What comes
 * alone is acknowledged at once, for if the gateway dies before it is, the client gets it twice. In a burst an
 * acknowledgement each would be a third of the gateway's work, so they are told together, a millisecond later at most.
 */
final class Acknowledgements {
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(AcknowledgementRounds.MILLIS);

    private final FrameChannel agent;
    private final AcknowledgementRounds.Round round;
    private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long passed;
    private long taken;
    private long told;
    private long toldAt = System.nanoTime();
    private boolean waiting;
    /**
     * A message of the client's is on its way to the agent, and must not be interrupted. If it is never ended, the client gets
     * again what it was handed meanwhile.
     */
    private boolean held;

    Acknowledgements(FrameChannel agent, AcknowledgementRounds.Round round) {
        this.agent = agent;
        this.round = round;
    }

    /** This message has been written for the client. */
    void passed(long number) {
        passed = Math.max(passed, number);
    }

    /** The client's socket has taken all that was written. */
    void taken() {
        taken = passed;
        if (taken == told || waiting) {
            return;
        }
        if (System.nanoTime() - toldAt > BURST_NANOS) {
            tell();
        } else {
            waiting = true;
            round.join(this);
        }
    }

    void hold() {
        ride();
        held = true;
    }

    void release() {
        held = false;
        ride();
    }

    /** As {@link #taken}, and it leaves with what is sent next: the agent is about to close. */
    void settle() {
        taken = passed;
        ride();
    }

    /** The millisecond is over. */
    void turn() {
        waiting = false;
        tell();
    }

    /** Tells now what is known. */
    void tell() {
        ride();
        agent.flush();
    }

    /** Leaves with what is sent next. */
    void ride() {
        if (taken > told && !held && !agent.congested()) {
            told = taken;
            toldAt = System.nanoTime();
            agent.message(FrameHeader.BINARY, word.clear().putLong(told).flip());
        }
    }
}
