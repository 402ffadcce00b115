package dev.atelier.gateway.relay;

import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.Receiver;
import java.nio.ByteBuffer;

/**
 * Passes one side's frames to the other as they are, masks included: towards an agent the gateway is the client, and a
 * client's mask is as good there.
 */
abstract class Copier implements Receiver {
    private final FrameChannel source;
    private final FrameChannel target;

    Copier(FrameChannel source, FrameChannel target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public void begin(FrameHeader frame) {
        target.begin(frame.fin(), frame.opcode(), frame.length(), frame.key());
    }

    @Override
    public void payload(ByteBuffer piece) {
        target.payload(piece);
    }

    @Override
    public void end() {
        // the target counts for itself
    }

    @Override
    public void arrived() {
        Ends.flush(target, source, () -> {});
    }
}
