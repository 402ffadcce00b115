package dev.atelier.kernel.transport;

import zmq.Msg;
import zmq.ZMQ;
import zmq.msg.MsgAllocator;

/**
 * A peer only claims how long its frame will be, and room for it is made at once. JeroMQ 0.6.0 reads the length as signed,
 * so that FFFFFFFFFFFFFFFF passes its limit; and many peers together may claim more than there is. Either would end the I/O
 * thread, and the kernel with it. Such a frame becomes an empty one here; the connection's bytes that follow are nonsense,
 * which the layers above drop.
 */
final class GuardedAllocator implements MsgAllocator {
    /** The border behind which a claim that the heap has no room for costs its sender the message and us nothing. */
    @Override
    public Msg allocate(int size) {
        try {
            return ZMQ.DEFAULT_MSG_ALLOCATOR.allocate(Math.max(size, 0));
        } catch (OutOfMemoryError e) {
            return ZMQ.DEFAULT_MSG_ALLOCATOR.allocate(0);
        }
    }
}
