package dev.atelier.agent.kernel;

import java.util.concurrent.locks.LockSupport;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Lets ZeroMQ's I/O thread take outputs that pour in by the dozen: it asks here for room before it goes on with a frame, and
 * is held for a moment, so that one look at the socket finds more. All that comes after it (the kernel's thread, the journal,
 * the connections) works in the same heaps then, which together costs a third.
 */
final class PacedFrames implements MsgAllocator {
    /** An output has about this many: its topic, delimiter, signature and four parts. */
    private static final int FRAMES = 7;

    private final MsgAllocator room;
    /** A thousand outputs a second come now and then, ten thousand in heaps. */
    private final Pace pace = new Pace(50 * FRAMES, 500 * FRAMES);

    PacedFrames(MsgAllocator room) {
        this.room = room;
    }

    @Override
    public Msg allocate(int size) {
        long pause = pace.came(System.nanoTime());
        if (pause > 0) {
            LockSupport.parkNanos(pause);
        }
        return room.allocate(size);
    }
}
