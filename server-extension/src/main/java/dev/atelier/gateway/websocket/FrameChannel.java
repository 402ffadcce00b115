package dev.atelier.gateway.websocket;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.ssl.SslConnection;

/**
 * One end of a WebSocket. Whoever passes frames on reads from one and writes to another on the same I/O thread; a peer that
 * takes nothing shows as {@link #congested}, and its source is then {@link #suspendReads suspended} until it has drained.
 */
public final class FrameChannel implements FrameSink {
    private static final System.Logger LOG = System.getLogger(FrameChannel.class.getName());
    /** How long a peer may take to close after it was told. */
    private static final long GOODBYE_SECONDS = 5;

    private static final long PING_SECONDS = 30;
    /** So many pings without a byte from a peer that has taken all: it is dead. */
    private static final int DEAF = 3;
    /** The same for one that has not taken all; its kernel would notice before, were it gone. */
    private static final int STUCK = 30;
    /** So much is read before other connections have their turn. */
    private static final long TURN = 1 << 20;

    private static final int LONGEST_REASON = 120;

    /** Whose frames are masked: a client's. */
    public enum Role {
        CLIENT,
        SERVER
    }

    private final StreamConnection connection;
    private final Role role;
    private final IoBuffers buffers;
    private final FrameReader reader = new FrameReader();
    private final Incoming incoming = new Incoming();
    private final FrameOutput out;
    private final boolean encrypted;
    private final List<Runnable> closeTasks = new ArrayList<>();
    private Receiver receiver;
    private Runnable drained = () -> {};
    private XnioExecutor.Key heartbeat = () -> false;
    private boolean started;
    private boolean reading = true;
    /** Whether the selector is asked to tell when the peer takes more. */
    private boolean waiting;

    private boolean heard;
    private int silence;
    /** The peer has broken the protocol: what else it sends is not looked at. */
    private boolean violated;

    private boolean closeSent;
    private boolean over;

    FrameChannel(StreamConnection connection, Role role, IoBuffers buffers) {
        this.connection = connection;
        this.role = role;
        this.buffers = buffers;
        this.out = new FrameOutput(connection.getSinkChannel(), buffers, role);
        this.encrypted = connection instanceof SslConnection;
    }

    /** Begins to read; where it reads already, whatever comes after the message under way is this receiver's. */
    public void start(Receiver wanted) {
        receiver = wanted;
        if (started) {
            if (over) {
                wanted.closed(CloseCode.BROKEN); // the one before was told, this one not yet
            }
            return;
        }
        started = true;
        connection.setCloseListener(c -> gone()); // at once where it is gone already
        ConduitStreamSourceChannel source = connection.getSourceChannel();
        source.setReadListener(s -> guarded(this::readable));
        source.setCloseListener(s -> gone());
        connection.getSinkChannel().setWriteListener(s -> guarded(this::flush));
        if (over) {
            return;
        }
        heartbeat =
                connection.getIoThread().executeAtInterval(() -> guarded(this::beat), PING_SECONDS, TimeUnit.SECONDS);
        source.wakeupReads(); // what came with the handshake lies in a buffer that no selector knows
    }

    /** Runs when the connection is gone, at once if it is already. */
    public void onClose(Runnable task) {
        if (over) {
            task.run();
        } else {
            closeTasks.add(task);
        }
    }

    /** @param key the payload's mask where this end is the client */
    public void begin(boolean fin, int opcode, long length, int key) {
        if (!over) {
            out.begin(new FrameHeader(fin, opcode, length, role == Role.CLIENT, key));
        }
    }

    @Override
    public void begin(boolean fin, int opcode, long length) {
        begin(fin, opcode, length, 0);
    }

    @Override
    public void payload(ByteBuffer piece) {
        if (over) {
            piece.position(piece.limit());
        } else {
            out.payload(piece);
        }
    }

    /** A whole message; the client's own are masked with zero, for what reads them is no browser's proxy. */
    public void message(int opcode, ByteBuffer payload) {
        begin(true, opcode, payload.remaining());
        payload(payload);
    }

    /**
     * Sends what was written; what the peer does not take now leaves when it does.
     *
     * @return whether the peer's socket has all of it; false for ever once the channel is being closed
     */
    public boolean flush() {
        if (over) {
            out.discard();
            return false;
        }
        boolean waited = out.congested();
        try {
            boolean all = out.flush();
            if (all == waiting) {
                waiting = !all;
                if (waiting) {
                    connection.getSinkChannel().resumeWrites();
                } else {
                    connection.getSinkChannel().suspendWrites();
                }
            }
        } catch (IOException e) {
            broken(e);
            return false;
        }
        if (waited && !out.congested()) {
            Runnable task = drained;
            drained = () -> {};
            task.run();
        }
        return !closeSent && !out.congested();
    }

    /** Whether something was written that the peer has not taken. */
    public boolean congested() {
        return out.congested();
    }

    /** Runs this once after the next time that all was taken. */
    public void whenDrained(Runnable task) {
        drained = task;
    }

    public void suspendReads() {
        reading = false;
        connection.getSourceChannel().suspendReads();
    }

    public void resumeReads() {
        if (!reading && !over) {
            reading = true;
            connection.getSourceChannel().wakeupReads();
        }
    }

    /** Sends a close frame behind all that was written. From any thread. */
    public void close(int code, String reason) {
        onThread(() -> sayGoodbye(code, reason));
    }

    /** Drops the connection. From any thread. */
    public void abort() {
        onThread(() -> IoUtils.safeClose(connection));
    }

    /** Runs this on the channel's I/O thread, at once if that is the caller's. */
    public void onThread(Runnable task) {
        if (Thread.currentThread() == connection.getIoThread()) {
            task.run();
            return;
        }
        try {
            connection.getIoThread().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the I/O thread has ended", e);
        }
    }

    /** The named border: XNIO would swallow what a listener throws, and the connection would stay. */
    private void guarded(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a WebSocket is dropped", e);
            IoUtils.safeClose(connection);
        }
    }

    private void readable() {
        try {
            read();
        } catch (ViolationException e) {
            violated = true;
            LOG.log(Level.INFO, () -> "a WebSocket is closed for " + e.getMessage());
            ended(CloseCode.PROTOCOL_ERROR);
            sayGoodbye(CloseCode.PROTOCOL_ERROR, e.getMessage());
        } catch (IOException e) {
            broken(e);
        }
    }

    private void read() throws IOException, ViolationException {
        long turn = TURN;
        while (reading && !over) {
            ByteBuffer input = buffers.input();
            int room = input.remaining();
            int size = connection.getSourceChannel().read(input);
            if (size < 0) {
                ended(CloseCode.BROKEN);
                IoUtils.safeClose(connection);
                return;
            }
            if (size == 0) {
                return;
            }
            heard = true;
            if (violated) {
                continue;
            }
            reader.read(input.flip(), incoming);
            if (!incoming.ended) {
                receiver.arrived();
            }
            if (out.written()) {
                flush();
            }
            if (size < room && !encrypted) {
                return; // that was all; the selector tells of more
            }
            turn -= size;
            if (turn <= 0) {
                connection.getSourceChannel().wakeupReads();
                return;
            }
        }
    }

    private void beat() {
        boolean moved = out.progressed();
        boolean held = !reading && !out.congested(); // by the other side, which is looked after itself
        silence = heard || moved || held ? 0 : silence + 1;
        heard = false;
        if (silence > (out.congested() ? STUCK : DEAF)) {
            LOG.log(
                    Level.INFO,
                    () -> "a WebSocket is dropped: its peer has been silent for " + silence * PING_SECONDS + " s");
            IoUtils.safeClose(connection);
        } else if (!closeSent && !out.congested()) {
            out.control(FrameHeader.PING, ByteBuffer.allocate(0));
            flush();
            out.progressed(); // that the kernel took a ping is no sign of life
        }
    }

    private void sayGoodbye(int code, String reason) {
        if (closeSent || over) {
            return;
        }
        closeSent = true;
        if (out.withinFrame()) {
            IoUtils.safeClose(connection); // a close frame would be taken for payload
            return;
        }
        ByteBuffer payload = ByteBuffer.allocate(FrameHeader.LONGEST_CONTROL);
        if (code != CloseCode.NONE) {
            payload.putShort((short) code);
            payload.put(StandardCharsets.UTF_8.encode(
                    reason.substring(0, Math.min(reason.length(), LONGEST_REASON / 3)))); // 3 bytes a char at most
        }
        out.control(FrameHeader.CLOSE, payload.flip());
        out.endAfterwards();
        flush();
        reading = true; // to see the peer's own goodbye
        connection.getSourceChannel().resumeReads();
        connection.getIoThread().executeAfter(() -> IoUtils.safeClose(connection), GOODBYE_SECONDS, TimeUnit.SECONDS);
    }

    private void broken(IOException e) {
        LOG.log(Level.DEBUG, "a WebSocket broke", e);
        IoUtils.safeClose(connection);
    }

    private void ended(int code) {
        if (!incoming.ended) {
            incoming.ended = true;
            receiver.closed(code);
        }
    }

    private void gone() {
        if (over) {
            return;
        }
        over = true;
        heartbeat.remove();
        out.discard();
        ended(CloseCode.BROKEN);
        closeTasks.forEach(Runnable::run);
        closeTasks.clear();
        IoUtils.safeClose(connection);
    }

    /** Tells control frames from those of messages, and keeps the peer to the order of frames. */
    private final class Incoming implements FrameReader.Sink {
        private final ByteBuffer control = ByteBuffer.allocate(FrameHeader.LONGEST_CONTROL);
        private FrameHeader frame = new FrameHeader(true, FrameHeader.BINARY, 0, false, 0);
        private boolean withinMessage;
        private boolean ended;

        @Override
        public void begin(FrameHeader header) throws ViolationException {
            if (header.masked() != (role == Role.SERVER)) {
                throw new ViolationException(header.masked() ? "a masked frame of a server" : "a frame without a mask");
            }
            frame = header;
            if (header.control()) {
                control.clear();
                return;
            }
            if (withinMessage != (header.opcode() == FrameHeader.CONTINUATION)) {
                throw new ViolationException(
                        withinMessage ? "a message that begins within another" : "a continuation of nothing");
            }
            withinMessage = !header.fin();
            if (!ended) {
                receiver.begin(header);
            }
        }

        @Override
        public void payload(ByteBuffer piece) {
            if (frame.control()) {
                control.put(piece);
            } else if (!ended) {
                receiver.payload(piece);
            }
        }

        @Override
        public void end() {
            if (!frame.control()) {
                if (!ended) {
                    receiver.end();
                }
                return;
            }
            control.flip();
            Mask.apply(control, frame.key(), 0);
            switch (frame.opcode()) {
                case FrameHeader.PING -> pong();
                case FrameHeader.CLOSE -> goodbye();
                default -> {} // a pong has been heard, which is all
            }
        }

        private void pong() {
            if (!closeSent) {
                out.control(FrameHeader.PONG, control);
            }
        }

        private void goodbye() {
            int code = control.remaining() >= Short.BYTES ? Short.toUnsignedInt(control.getShort(0)) : CloseCode.NONE;
            ended(code);
            sayGoodbye(code, "");
        }
    }
}
