package dev.atelier.kernel.transport;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Makes sockets with the limits that all of ours have. */
final class Sockets {
    /** Larger than a notebook's widgets and pictures, small enough not to end a JVM by one frame. */
    private static final long MAX_MESSAGE_BYTES = 256L << 20;

    private static final int LINGER_MILLIS = 500;
    private static final int HIGH_WATER_MARK = 100_000;

    private Sockets() {}

    static ZMQ.Socket bound(ZContext context, SocketType type, String address) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setMaxMsgSize(MAX_MESSAGE_BYTES);
        socket.setMsgAllocator(new GuardedAllocator());
        socket.setLinger(LINGER_MILLIS);
        socket.setHWM(HIGH_WATER_MARK);
        if (type == SocketType.ROUTER) {
            // A client that reconnects under its old identity gets the replies.
            socket.setRouterHandover(true);
        }
        if (type == SocketType.XPUB) {
            // Every subscriber is welcomed, not only the first of a topic.
            socket.setXpubVerbose(true);
        }
        socket.bind(address);
        return socket;
    }
}
