package dev.atelier.gateway.relay;

import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** How connections end. JupyterLab takes 1000 and 1001 as final and comes back after anything else. */
final class Ends {
    private static final System.Logger LOG = System.getLogger(Ends.class.getName());
    /** "Service restart", RFC 6455's registry: the client should come back. */
    private static final int TRY_AGAIN = 1012;

    private Ends() {}

    /** The other side is gone; the client shall come back. */
    static void lost(WebSocketChannel channel) {
        close(channel, TRY_AGAIN, "the instance's connection was lost");
    }

    /** The client left of its own accord. */
    static void done(WebSocketChannel channel) {
        close(channel, CloseMessage.NORMAL_CLOSURE, "");
    }

    private static void close(WebSocketChannel channel, int code, String reason) {
        if (channel.isOpen() && !channel.isCloseFrameSent()) {
            WebSockets.sendClose(code, reason, channel, null);
        }
    }

    static void abort(WebSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a channel that was gone already", e);
        }
    }
}
