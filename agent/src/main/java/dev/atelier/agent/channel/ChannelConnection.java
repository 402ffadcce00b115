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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One session's WebSocket to a kernel. A virtual thread of its own reads the journal and sends; it waits while a mebibyte is
 * under way, so a slow client costs no memory. What the client sends arrives on the I/O thread.
 */
final class ChannelConnection implements Attachment {
    private static final Logger LOG = System.getLogger(ChannelConnection.class.getName());

    private final Kernel kernel;
    private final String session;
    private final WebSocketChannel socket;
    private final InFlight inFlight;
    private final Gaps gaps;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread sender;

    ChannelConnection(Kernel kernel, String session, WebSocketChannel socket, Gaps gaps) {
        this.kernel = kernel;
        this.session = session;
        this.socket = socket;
        this.inFlight = new InFlight(socket);
        this.gaps = gaps;
        this.sender = Thread.ofVirtual().name("channel-" + kernel.id()).unstarted(this::send);
    }

    /** Begins to send and to receive; returns at once. */
    void open() {
        socket.addCloseTask(gone -> stop());
        socket.getReceiveSetter().set(new ChannelListener(this, socket));
        sender.start();
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
        sender.interrupt();
    }

    private void send() {
        try (JournalReader reader = kernel.attach(session, this)) {
            if (closed.get()) {
                kernel.detach(session, this);
            }
            socket.resumeReceives();
            while (!closed.get()) {
                switch (reader.next()) {
                    case Item.Entry entry -> inFlight.binary(entry.wire());
                    case Item.Gap gap -> inFlight.binary(gaps.message(gap));
                }
            }
        } catch (InterruptedException | ClosedByInterruptException e) {
            LOG.log(Level.DEBUG, "session {0} is gone", session);
        } catch (IOException
                | RuntimeException
                | Error e) { // the border of this thread: an open socket would stay silent
            LOG.log(Level.WARNING, "Cannot send to session " + session + " of kernel " + kernel.id(), e);
            close(CloseMessage.UNEXPECTED_ERROR, "the journal cannot be read");
        }
    }
}
