package dev.atelier.gateway.forward;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** Asks an HTTP server to make a connection one of bare bytes (RFC 9110, section 7.8). */
public final class Upgrading {
    private static final long SECONDS = 10;

    /** It said no. */
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedException(int status) {
            super("it answered with " + status);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    private final StreamConnection connection;
    private final Consumer<StreamConnection> opened;
    private final Consumer<IOException> failed;
    private final HeadReader reader = new HeadReader();
    private XnioExecutor.Key patience = () -> false;

    private Upgrading(StreamConnection connection, Consumer<StreamConnection> opened, Consumer<IOException> failed) {
        this.connection = connection;
        this.opened = opened;
        this.failed = failed;
    }

    /**
     * On the connection's I/O thread, which calls one of the two.
     *
     * @param path with its query
     * @param protocol for {@code Upgrade}
     * @param fields what else stands in the request
     */
    public static void ask(
            StreamConnection connection,
            String path,
            String protocol,
            List<Field> fields,
            Consumer<StreamConnection> opened,
            Consumer<IOException> failed) {
        StringBuilder head =
                new StringBuilder("GET " + path + " HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: " + protocol + "\r\n");
        fields.forEach(field ->
                head.append(field.name()).append(": ").append(field.value()).append("\r\n"));
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        new Upgrading(connection, opened, failed).begin(ByteBuffer.wrap(bytes));
    }

    private void begin(ByteBuffer head) {
        patience = connection
                .getIoThread()
                .executeAfter(
                        () -> fail(new IOException("it has not answered within " + SECONDS + " s")),
                        SECONDS,
                        TimeUnit.SECONDS);
        connection.getSourceChannel().setReadListener(this::read);
        try {
            // A new socket takes so little at once.
            if (connection.getSinkChannel().write(head) == 0 || head.hasRemaining()) {
                throw new IOException("it takes nothing");
            }
            connection.getSinkChannel().flush();
            connection.getSourceChannel().resumeReads();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void read(ConduitStreamSourceChannel source) {
        // A byte at a time: what follows the answer belongs to whoever gets the connection.
        ByteBuffer one = ByteBuffer.allocate(1);
        try {
            while (true) {
                int count = source.read(one.clear());
                if (count < 0) {
                    throw new EOFException("it closed the connection");
                }
                if (count == 0) {
                    return;
                }
                Optional<ResponseHead> head = reader.read(one.flip());
                if (head.isPresent()) {
                    decide(head.orElseThrow());
                    return;
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void decide(ResponseHead head) throws IOException {
        if (head.status() != ResponseHead.SWITCHING) {
            throw new RefusedException(head.status());
        }
        patience.remove();
        connection.getSourceChannel().suspendReads();
        opened.accept(connection);
    }

    private void fail(IOException e) {
        patience.remove();
        IoUtils.safeClose(connection);
        failed.accept(e);
    }
}
