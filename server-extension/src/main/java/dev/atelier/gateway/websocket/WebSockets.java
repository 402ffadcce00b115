package dev.atelier.gateway.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.xnio.StreamConnection;

/** Makes channels of connections that were upgraded; the channels of one I/O thread share buffers. */
public final class WebSockets {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final IoBuffers.Pools pools = new IoBuffers.Pools();

    /** Call it on the connection's I/O thread; nothing is read before {@link FrameChannel#start}. */
    public FrameChannel channel(StreamConnection connection, FrameChannel.Role role) {
        return new FrameChannel(connection, role, pools.of(connection.getIoThread()));
    }

    /** What answers this {@code Sec-WebSocket-Key} (RFC 6455, section 4.2.2). */
    public static String accept(String key) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-1").digest((key.strip() + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
