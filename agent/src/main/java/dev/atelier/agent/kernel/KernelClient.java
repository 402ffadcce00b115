package dev.atelier.agent.kernel;

import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.KernelMessage;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import zmq.Msg;

/**
 * The agent's end of one kernel process: four ZeroMQ sockets and the one thread that touches them. It sleeps in a poll over
 * the sockets and a pipe; {@link #send} writes to the pipe to wake it. Each kernel has a ZeroMQ context of its own: bytes
 * that break jeromq's I/O thread break that kernel's connection and no other.
 */
final class KernelClient implements Closeable {
    private static final Logger LOG = System.getLogger(KernelClient.class.getName());
    private static final int BATCH = 128;
    private static final long BATCH_BYTES = 1 << 20;
    private static final int RECEIVE_HIGH_WATER = 500;
    private static final int SEND_HIGH_WATER = 100;
    /** More than this closes the connection; what is too large to be passed on ends in {@link Traffic}. */
    private static final long LARGEST_FRAME = 1L << 30;

    /** Its default of 30 s was seen to hold up a start whose first connection got stuck. */
    private static final int HANDSHAKE_MILLIS = 3000;

    private static final int MOST_PARTS = 4096;

    private final ConnectionInfo info;
    private final String identity;
    private final Path scratch;
    private final Consumer<List<KernelMessage>> received;
    private final Consumer<String> failed;
    private final Signer signer;
    private final Pipe wake = pipe();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final Map<Channel, Queue<KernelMessage>> outgoing = new EnumMap<>(Channel.class);
    private final ByteBuffer drain = ByteBuffer.allocate(16);
    private final Thread thread;
    private volatile boolean closing;

    /**
     * @param identity the ZeroMQ identity, the same for a kernel whatever agent asks: so replies find the next one
     * @param scratch a folder for large frames
     * @param received gets what the kernel said, in batches, on this client's thread; it must not block for long
     * @param failed gets to know why nothing is received or sent any more, though nobody has closed this client
     */
    KernelClient(
            ConnectionInfo info,
            String identity,
            Path scratch,
            Consumer<List<KernelMessage>> received,
            Consumer<String> failed) {
        this.info = info;
        this.identity = identity;
        this.scratch = scratch;
        this.received = received;
        this.failed = failed;
        this.signer = new Signer(info.key());
        for (Channel channel : Channel.values()) {
            outgoing.put(channel, new ConcurrentLinkedQueue<>());
        }
        this.thread = Thread.ofPlatform().name("kernel-" + identity).daemon().start(this::run);
    }

    /** Hands a message over to be sent; never waits. */
    void send(KernelMessage message) {
        queuedBytes.addAndGet(message.size());
        outgoing.get(message.channel()).add(message);
        wakeUp();
    }

    /** How many bytes wait to be sent. */
    long queuedBytes() {
        return queuedBytes.get();
    }

    @Override
    public void close() {
        closing = true;
        wakeUp();
        if (Thread.currentThread() != thread) {
            try {
                thread.join(2000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void wakeUp() {
        if (woken.compareAndSet(false, true)) {
            try {
                wake.sink().write(ByteBuffer.wrap(new byte[1]));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the client is closed already", e);
            }
        }
    }

    private void run() {
        try (ZContext context = new ZContext(1)) {
            context.setLinger(200);
            context.setNotificationExceptionHandler((thread, failure) -> stumbled(failure));
            context.setUncaughtExceptionHandler((thread, failure) -> fail(failure));
            Map<Channel, ZMQ.Socket> sockets = connect(context);
            try (ZMQ.Poller poller = context.createPoller(sockets.size() + 1)) {
                loop(poller, sockets);
            }
        } catch (IOException
                | RuntimeException
                | Error e) { // the border of this thread: a deaf one would stay unnoticed
            fail(e);
        } finally {
            closePipe();
        }
    }

    /** ZeroMQ's I/O thread goes on after an exception. Where there is no room for a frame, it would go on amidst that. */
    private void stumbled(Throwable failure) {
        if (failure instanceof UncheckedIOException) {
            fail(failure);
        } else {
            LOG.log(Level.WARNING, "The connection to kernel " + identity + " stumbled.", failure);
        }
    }

    private void fail(Throwable failure) {
        LOG.log(Level.ERROR, "The connection to kernel " + identity + " failed.", failure);
        if (!closing) {
            closing = true;
            wakeUp();
            failed.accept(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        }
    }

    private Map<Channel, ZMQ.Socket> connect(ZContext context) {
        Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
        for (Channel channel : Channel.values()) {
            ZMQ.Socket socket = context.createSocket(channel == Channel.IOPUB ? SocketType.SUB : SocketType.DEALER);
            socket.setMaxMsgSize(LARGEST_FRAME);
            LargeFrames room = new LargeFrames(scratch);
            socket.setMsgAllocator(channel == Channel.IOPUB ? new PacedFrames(room) : room);
            socket.setRcvHWM(RECEIVE_HIGH_WATER);
            socket.setSndHWM(SEND_HIGH_WATER);
            socket.setReconnectIVL(20);
            socket.setReconnectIVLMax(500);
            socket.setHandshakeIvl(HANDSHAKE_MILLIS);
            if (channel == Channel.IOPUB) {
                socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
            } else {
                socket.setIdentity(identity.getBytes(StandardCharsets.UTF_8));
            }
            socket.connect(info.address(channel));
            sockets.put(channel, socket);
        }
        return sockets;
    }

    private void loop(ZMQ.Poller poller, Map<Channel, ZMQ.Socket> sockets) throws IOException {
        wake.source().configureBlocking(false);
        poller.register(wake.source(), ZMQ.Poller.POLLIN);
        Map<Channel, Integer> interest = new EnumMap<>(Channel.class);
        sockets.forEach((channel, socket) -> {
            interest.put(channel, ZMQ.Poller.POLLIN);
            poller.register(socket, ZMQ.Poller.POLLIN);
        });
        boolean more = false;
        while (!closing) {
            poller.poll(more ? 0 : -1);
            clearWake();
            more = receive(sockets);
            for (var entry : sockets.entrySet()) {
                int wanted = transmit(entry.getKey(), entry.getValue())
                        ? ZMQ.Poller.POLLIN
                        : ZMQ.Poller.POLLIN | ZMQ.Poller.POLLOUT;
                if (interest.put(entry.getKey(), wanted) != wanted) {
                    poller.unregister(entry.getValue());
                    poller.register(entry.getValue(), wanted);
                }
            }
        }
        for (var entry : sockets.entrySet()) {
            transmit(entry.getKey(), entry.getValue());
        }
    }

    private void clearWake() throws IOException {
        drain.clear();
        wake.source().read(drain);
        woken.set(false);
    }

    /** Reads one batch; true if there may be more. Outputs come before replies, so that a reply closes its outputs. */
    private boolean receive(Map<Channel, ZMQ.Socket> sockets) {
        List<KernelMessage> batch = new ArrayList<>();
        boolean more = false;
        for (var entry : sockets.entrySet()) {
            int count = 0;
            long bytes = 0;
            Optional<KernelMessage> message;
            while (count < BATCH && bytes < BATCH_BYTES) {
                Optional<List<ByteBuffer>> frames = frames(entry.getValue());
                if (frames.isEmpty()) {
                    break;
                }
                message = decode(entry.getKey(), frames.get());
                message.ifPresent(batch::add);
                bytes += message.map(KernelMessage::size).orElse(0L);
                count++;
            }
            more |= count == BATCH || bytes >= BATCH_BYTES;
        }
        if (!batch.isEmpty()) {
            received.accept(batch);
        }
        return more;
    }

    private static Optional<List<ByteBuffer>> frames(ZMQ.Socket socket) {
        Msg frame = socket.base().recv(ZMQ.DONTWAIT);
        if (frame == null) {
            return Optional.empty();
        }
        List<ByteBuffer> frames = new ArrayList<>();
        frames.add(bytes(frame));
        while (frame.hasMore()) {
            frame = socket.base().recv(0); // all frames of a message arrive together
            if (frame == null) {
                return Optional.empty();
            }
            frames.add(bytes(frame));
        }
        return Optional.of(frames);
    }

    private static ByteBuffer bytes(Msg frame) {
        ByteBuffer bytes = frame.buf().duplicate();
        bytes.position(0).limit(frame.size());
        return bytes.asReadOnlyBuffer();
    }

    private Optional<KernelMessage> decode(Channel channel, List<ByteBuffer> frames) {
        int mark = frames.indexOf(Envelope.DELIMITER);
        int count = frames.size() - mark - 2;
        if (mark < 0 || count < KernelMessage.JSON_PARTS || count > MOST_PARTS) {
            LOG.log(Level.WARNING, "Kernel {0} sent {1} frames that are no message.", identity, frames.size());
            return Optional.empty();
        }
        List<ByteBuffer> parts = frames.subList(mark + 2, frames.size());
        byte[] signature = new byte[frames.get(mark + 1).remaining()];
        frames.get(mark + 1).duplicate().get(signature);
        if (!signer.verify(signature, parts.subList(0, KernelMessage.JSON_PARTS))) {
            LOG.log(Level.WARNING, "Kernel {0} sent a message with a wrong signature; it is dropped.", identity);
            return Optional.empty();
        }
        return Optional.of(new KernelMessage(channel, parts));
    }

    /** Sends what waits; false if ZeroMQ takes no more for now. */
    private boolean transmit(Channel channel, ZMQ.Socket socket) {
        Queue<KernelMessage> queue = outgoing.get(channel);
        KernelMessage message = queue.peek();
        while (message != null) {
            Queue<Msg> frames = new ArrayDeque<>(Envelope.frames(message, signer));
            if (!socket.base().send(frames.remove(), ZMQ.DONTWAIT | ZMQ.SNDMORE)) {
                return false;
            }
            while (!frames.isEmpty()) {
                socket.base().send(frames.remove(), frames.isEmpty() ? 0 : ZMQ.SNDMORE);
            }
            queue.remove();
            queuedBytes.addAndGet(-message.size());
            message = queue.peek();
        }
        return true;
    }

    private static Pipe pipe() {
        try {
            return Pipe.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no pipe to wake a kernel's thread", e);
        }
    }

    private void closePipe() {
        try {
            wake.sink().close();
            wake.source().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a pipe could not be closed", e);
        }
    }
}
