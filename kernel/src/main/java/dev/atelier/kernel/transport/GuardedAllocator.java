package dev.atelier.kernel.transport;

import zmq.Msg;
import zmq.ZMQ;
import zmq.msg.MsgAllocator;

/**
 * JeroMQ 0.6.0 reads a frame's length as signed, so that FFFFFFFFFFFFFFFF passes its limit and allocating it would end
 * the I/O thread, and the kernel with it. Such a frame becomes an empty one here; the connection's bytes that follow are
 * nonsense, which the layers above drop.
 */
final class GuardedAllocator implements MsgAllocator {
    @Override
    public Msg allocate(int size) {
        return ZMQ.DEFAULT_MSG_ALLOCATOR.allocate(Math.max(size, 0));
    }
}
