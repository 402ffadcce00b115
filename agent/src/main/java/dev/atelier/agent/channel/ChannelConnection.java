package dev.atelier.agent.channel;

import dev.atelier.agent.http.Closing;
import dev.atelier.agent.http.InFlight;
import dev.atelier.agent.journal.Item;
import dev.atelier.agent.journal.JournalReader;
import dev.atelier.agent.kernel.Attachment;
import dev.atelier.agent.kernel.Kernel;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.V1Frame;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketChannel;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One session's WebSocket to a kernel. The socket's I/O thread takes what the client sends, and sends what the journal has in
 * memory: an output changes threads once. Where the disk must be read, or a mebibyte is under way already, a virtual thread
 * catches up instead; it waits for the client, so a slow one costs no memory.
 */
final class ChannelConnection implements Attachment {
    private static final Logger LOG = System.getLogger(ChannelConnection.class.getName());

    private final Kernel kernel;
    private final String session;
    private final long arrival;
    private final WebSocketChannel socket;
    private final InFlight inFlight;
    private final Gaps gaps;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Whether the I/O thread is going to look into the journal. */
    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** The virtual thread that sends; while there is one, the I/O thread does not. */
    private volatile Optional<Thread> catchingUp = Optional.empty();

    private volatile Optional<JournalReader> reader = Optional.empty();

    ChannelConnection(Kernel kernel, String session, long arrival, WebSocketChannel socket, Gaps gaps) {
        this.kernel = kernel;
        this.session = session;
        this.arrival = arrival;
        this.socket = socket;
        this.inFlight = new InFlight(socket);
        this.gaps = gaps;
    }

    /** Begins to send and to receive; returns at once. */
    void open() {
        socket.addCloseTask(gone -> stop());
        socket.getReceiveSetter().set(new ChannelListener(this, socket));
        catchUp(this::begin);
    }

    Kernel kernel() {
        return kernel;
    }

    /** A whole message of the client: 8 bytes of zero and a v1 frame, or an acknowledgement. */
    void received(ByteBuffer message) {
        if (message.remaining() < Long.BYTES) {
            close(CloseMessage.MSG_CONTAINS_INVALID_DATA, "a message begins with 8 bytes");
            return;
        }
        long number = message.order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (number > 0) {
            kernel.acknowledge(session, number);
            return;
        }
        try {
            KernelMessage request = V1Frame.read(message);
            if (number == 0 && request.channel() != Channel.IOPUB) {
                kernel.send(session, request);
            } else {
                close(CloseMessage.MSG_CONTAINS_INVALID_DATA, "nothing can be sent so");
            }
        } catch (V1Frame.Malformed e) {
            close(CloseMessage.MSG_CONTAINS_INVALID_DATA, "not a v1 frame: " + e.getMessage());
        }
    }

    @Override
    public long arrival() {
        return arrival;
    }

    @Override
    public void close(Reason reason) {
        switch (reason) {
            case REPLACED -> close(CloseCodes.REPLACED, "the session has connected again");
            case KERNEL_GONE -> close(CloseCodes.KERNEL_GONE, "the kernel was ended");
            case AGENT_LEAVES -> close(CloseCodes.AGENT_LEAVES, "the agent is being restarted");
        }
    }

    private void close(int code, String reason) {
        if (closed.compareAndSet(false, true)) {
            Closing.close(socket, code, reason);
        }
        stop();
    }

    private void stop() {
        closed.set(true);
        kernel.detach(session, this);
        catchingUp.ifPresent(Thread::interrupt);
        schedule();
    }

    /** The journal has more, or the connection is over. */
    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            socket.getIoThread().execute(() -> guarded(this::live));
        }
    }

    /** On the I/O thread. */
    private void live() {
        scheduled.set(false);
        if (catchingUp.isPresent() || reader.isEmpty()) {
            return; // looks again when it is done
        }
        JournalReader from = reader.get();
        if (closed.get()) {
            release(from);
            return;
        }
        inFlight.binariesAtOnce(() -> from.recent().map(Item.Entry::wire));
        if (from.behind()) {
            catchUp(() -> sendAll(from));
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void catchUp(Work work) {
        Thread thread = Thread.ofVirtual().name("channel-" + kernel.id()).unstarted(() -> {
            guarded(work);
            catchingUp = Optional.empty();
            schedule();
        });
        catchingUp = Optional.of(thread);
        thread.start();
    }

    /** The border of whatever sends: an open socket would stay silent. */
    private void guarded(Work work) {
        try {
            work.run();
        } catch (InterruptedException | ClosedByInterruptException e) {
            LOG.log(Level.DEBUG, "session {0} is gone", session);
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "Cannot send to session " + session + " of kernel " + kernel.id(), e);
            close(CloseMessage.UNEXPECTED_ERROR, "the journal cannot be read");
        }
    }

    private void begin() throws IOException, InterruptedException {
        JournalReader attached = kernel.attach(session, this);
        reader = Optional.of(attached);
        if (closed.get()) {
            kernel.detach(session, this);
        }
        attached.follow(this::schedule);
        socket.resumeReceives();
        sendAll(attached);
    }

    private void sendAll(JournalReader from) throws IOException, InterruptedException {
        Optional<Item> item = from.poll();
        while (item.isPresent() && !closed.get()) {
            switch (item.get()) {
                case Item.Entry entry -> inFlight.binary(entry.wire());
                case Item.Gap gap -> inFlight.binary(gaps.message(gap));
            }
            item = from.poll();
        }
    }

    private void release(JournalReader over) {
        reader = Optional.empty();
        try {
            over.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a segment could not be closed", e);
        }
    }
}
