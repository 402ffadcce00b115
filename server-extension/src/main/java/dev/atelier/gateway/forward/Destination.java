package dev.atelier.gateway.forward;

import java.io.IOException;
import java.util.function.Consumer;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/** A server that requests are passed to. Equal ones share a client's connection. */
public interface Destination {

    /**
     * Opens a connection to it.
     *
     * @param thread on which the connection will live, and which calls one of the two, once
     * @param socket whether it is for a WebSocket
     */
    void dial(XnioIoThread thread, boolean socket, Consumer<StreamConnection> opened, Consumer<IOException> failed);
}
