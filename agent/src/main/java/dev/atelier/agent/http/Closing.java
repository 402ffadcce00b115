package dev.atelier.agent.http;

import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import org.xnio.IoUtils;

/** Closes a WebSocket with a code and a reason; drops the connection where even the close frame cannot be sent. */
public final class Closing {
    private static final int LONGEST_REASON = 120;

    private Closing() {}

    public static void close(WebSocketChannel socket, int code, String reason) {
        String text = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
        WebSockets.sendClose(new CloseMessage(code, text), socket, new Dropping());
    }

    private static final class Dropping implements WebSocketCallback<Void> {
        @Override
        public void complete(WebSocketChannel channel, Void context) {
            // the peer answers with its own close frame
        }

        @Override
        public void onError(WebSocketChannel channel, Void context, Throwable failure) {
            IoUtils.safeClose(channel);
        }
    }
}
