package dev.atelier.gateway.forward;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Takes some more of a body that nobody wants any more: a connection that is closed with bytes unread is reset, and takes the answer
 * with it before the client has read it.
 */
final class Drain {
    private static final System.Logger LOG = System.getLogger(Drain.class.getName());
    private static final long MOST = 4 << 20;
    private static final long SECONDS = 2;

    private final StreamSourceChannel body;
    private final Buffers buffers;
    private final IntConsumer beforeRead;
    private final Runnable done;
    private XnioExecutor.Key patience = () -> false;
    private long drained;
    private boolean over;

    private Drain(StreamSourceChannel body, Buffers buffers, IntConsumer beforeRead, Runnable done) {
        this.body = body;
        this.buffers = buffers;
        this.beforeRead = beforeRead;
        this.done = done;
    }

    /** @param done runs on the I/O thread when the body has ended, or enough of it has come */
    static void start(StreamSourceChannel body, Buffers buffers, IntConsumer beforeRead, Runnable done) {
        Drain drain = new Drain(body, buffers, beforeRead, done);
        drain.patience = body.getIoThread().executeAfter(drain::finish, SECONDS, TimeUnit.SECONDS);
        body.getReadSetter().set(channel -> drain.read());
        drain.read();
    }

    private void read() {
        try {
            while (!over) {
                var buffer = buffers.of(body.getIoThread());
                beforeRead.accept(buffer.remaining());
                int count = body.read(buffer);
                if (count == 0) {
                    body.resumeReads();
                    return;
                }
                drained += count;
                if (count < 0 || drained > MOST) {
                    finish();
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the rest of a body did not come", e);
            finish();
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            patience.remove();
            body.suspendReads();
            done.run();
        }
    }
}
