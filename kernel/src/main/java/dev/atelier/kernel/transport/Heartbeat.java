package dev.atelier.kernel.transport;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import org.zeromq.ZMsg;

/** Sends back whatever arrives, on a thread of its own, so that a busy kernel still counts as alive. */
final class Heartbeat {
    private final ZMQ.Socket socket;
    private final Thread thread;

    Heartbeat(ZContext context, String address) {
        this.socket = Sockets.bound(context, SocketType.ROUTER, address);
        this.thread = Thread.ofPlatform().daemon().name("kernel-heartbeat").unstarted(this::echo);
    }

    void start() {
        thread.start();
    }

    /** The socket is this thread's alone, its end too: closed from another it would go on in a context that is gone. */
    private void echo() {
        try (socket) {
            while (!Thread.currentThread().isInterrupted()) {
                ZMsg beat = ZMsg.recvMsg(socket);
                if (beat == null) {
                    return;
                }
                beat.send(socket);
            }
        } catch (ZMQException e) {
            // The context was closed: the kernel ends.
        }
    }
}
