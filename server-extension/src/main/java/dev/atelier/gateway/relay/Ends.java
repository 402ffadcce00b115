package dev.atelier.gateway.relay;

import dev.atelier.gateway.websocket.CloseCode;
import dev.atelier.gateway.websocket.FrameChannel;

/** How the two ends of a connection through the gateway go together: held back, and closed. */
final class Ends {
    private Ends() {}

    /** Sends what was made of a source's bytes, and reads no more of it while the target has not taken that. */
    static void flush(FrameChannel target, FrameChannel source, Runnable taken) {
        if (target.flush()) {
            taken.run();
        } else if (target.congested()) {
            source.suspendReads();
            target.whenDrained(() -> {
                taken.run();
                source.resumeReads();
            });
        } // else it is gone, and what was written for it is not acknowledged
    }

    /** The client left of its own accord. */
    static void clientLeft(FrameChannel agent) {
        agent.close(CloseCode.NORMAL, "");
    }

    /** The agent's side has ended. A client comes back after all of these, and after 1000 and 1001 it would not. */
    static void agentLeft(int code, FrameChannel client) {
        switch (code) {
            case CloseCode.BAD_DATA -> client.close(code, "a message that is none");
            case CloseCode.TOO_BIG -> client.close(code, "a message larger than the instance takes");
            default -> client.close(CloseCode.SERVICE_RESTART, "the instance's connection was lost");
        }
    }
}
