package dev.atelier.gateway.forward;

import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.Optional;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

/** The connection behind a client's connection: one request after another goes the same way, and nobody else's. */
final class Lane {
    private static final AttachmentKey<Lane> KEY = AttachmentKey.create(Lane.class);
    /** Whether the client's connection ends its lane. */
    private static final AttachmentKey<Boolean> TIED = AttachmentKey.create(Boolean.class);

    private final Destination destination;
    private final StreamConnection connection;
    private boolean worn;

    Lane(Destination destination, StreamConnection connection) {
        this.destination = destination;
        this.connection = connection;
    }

    /** The one that waits at this client's connection, which it leaves. */
    static Optional<Lane> take(ServerConnection client, Destination destination) {
        Optional<Lane> lane = Optional.ofNullable(client.removeAttachment(KEY));
        lane.ifPresent(Lane::wake);
        Optional<Lane> same =
                lane.filter(l -> l.destination.equals(destination)).filter(Lane::isOpen);
        if (same.isEmpty()) {
            lane.ifPresent(Lane::close);
        }
        return same;
    }

    /** Waits at the client's connection for another request, and ends with it. */
    void park(ServerConnection client) {
        worn = true;
        client.putAttachment(KEY, this);
        if (client.putAttachment(TIED, true) == null) {
            client.addCloseListener(
                    gone -> Optional.ofNullable(gone.removeAttachment(KEY)).ifPresent(Lane::close));
        }
        if (!client.isOpen()) {
            close();
        }
        connection.getSourceChannel().setReadListener(source -> close()); // nothing can come now but the end
        connection.getSourceChannel().resumeReads();
    }

    private void wake() {
        connection.getSourceChannel().suspendReads();
        connection.getSourceChannel().setReadListener(null);
    }

    /** Whether it has carried a request before, so that its other end may just have closed it. */
    boolean isWorn() {
        return worn;
    }

    StreamConnection connection() {
        return connection;
    }

    private boolean isOpen() {
        return connection.isOpen();
    }

    void close() {
        IoUtils.safeClose(connection);
    }
}
