package dev.atelier.kernel.transport;

import dev.atelier.kernel.message.MalformedMessageException;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.message.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Shell, control, stdin and iopub. ZeroMQ sockets belong to one thread: {@code kernel-io}, which sleeps until a socket or
 * the queue of outgoing messages has something for it. What is sent by one thread leaves in the order it was sent,
 * across channels too.
 */
public final class Channels implements AutoCloseable {
    /** Messages that wait for the I/O thread; a cell that prints faster than that waits here. */
    private static final int MAX_OUTGOING = 10_000;

    private static final int MAX_RECEIVED_PER_TURN = 256;

    /** Few, as each is answered, and anybody who can connect may subscribe. */
    private static final int MAX_SUBSCRIPTIONS_PER_TURN = 16;

    private static final long CLOSE_MILLIS = 600;

    /** As long as a topic of ours; a longer one is nobody's. */
    private static final int MAX_TOPIC = 256;

    /** Bad turns in a row after which no good one will come. */
    private static final int MAX_FAILURES = 100;

    private final Wire wire;
    private final BiConsumer<Channel, Message> inbound;
    private final Function<String, Message> welcome;
    private final Consumer<String> complaints;
    private final Runnable died;
    private final ZContext context = new ZContext();
    private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
    private final Heartbeat heartbeat;
    private final Queue<Outgoing> outgoing = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(MAX_OUTGOING);
    private final Replays replays = new Replays();
    private final Waker waker = new Waker();
    private final Thread thread;
    private volatile boolean closing;

    private record Outgoing(Channel channel, List<byte[]> frames, Runnable leaving) {}

    /**
     * Binds all sockets; nothing is read before {@link #start}.
     *
     * @param inbound gets every well-formed, rightly signed message once, on the I/O thread: it must not block
     * @param welcome makes what a new subscriber of iopub hears first from the topic it subscribed to
     * @param complaints gets a sentence about everything that was dropped
     * @param died called when ZeroMQ's own thread ends by an error: nothing will arrive any more
     * @throws org.zeromq.ZMQException when a port is taken
     */
    public Channels(
            ConnectionFile file,
            Wire wire,
            BiConsumer<Channel, Message> inbound,
            Function<String, Message> welcome,
            Consumer<String> complaints,
            Runnable died) {
        this.wire = wire;
        this.inbound = inbound;
        this.welcome = welcome;
        this.complaints = complaints;
        this.died = died;
        context.setUncaughtExceptionHandler((_, e) -> threadEnded(e));
        sockets.put(Channel.SHELL, Sockets.bound(context, SocketType.ROUTER, file.address(file.shellPort())));
        sockets.put(Channel.CONTROL, Sockets.bound(context, SocketType.ROUTER, file.address(file.controlPort())));
        sockets.put(Channel.STDIN, Sockets.bound(context, SocketType.ROUTER, file.address(file.stdinPort())));
        sockets.put(Channel.IOPUB, Sockets.bound(context, SocketType.XPUB, file.address(file.iopubPort())));
        this.heartbeat = new Heartbeat(context, file.address(file.heartbeatPort()));
        this.thread = Thread.ofPlatform().name("kernel-io").unstarted(this::run);
    }

    /** While it closes, JeroMQ's threads now and then find what they wake gone already. */
    private void threadEnded(Throwable failure) {
        if (!closing) {
            complaints.accept("ZeroMQ's thread ended: " + failure);
            died.run();
        }
    }

    public void start() {
        heartbeat.start();
        waker.start();
        thread.start();
    }

    /** Queues a message; blocks, deaf to interrupts, while far too many are waiting. */
    public void send(Channel channel, Message message) {
        send(channel, message, () -> {});
    }

    /**
     * As {@link #send(Channel, Message)}.
     *
     * @param leaving called on the I/O thread in the moment before the message leaves: whatever was received until then
     *     was sent by somebody who had not seen it
     */
    public void send(Channel channel, Message message, Runnable leaving) {
        List<byte[]> frames = wire.encode(message);
        room.acquireUninterruptibly();
        outgoing.add(new Outgoing(channel, frames, leaving));
        waker.wake();
    }

    private void run() {
        try (ZMQ.Poller poller = context.createPoller(4)) {
            poller.register(waker.source(), ZMQ.Poller.POLLIN);
            sockets.values().forEach(socket -> poller.register(socket, ZMQ.Poller.POLLIN));
            int failures = 0;
            while ((!closing || !outgoing.isEmpty()) && failures < MAX_FAILURES) {
                failures = turned(poller) ? 0 : failures + 1;
            }
            if (failures == MAX_FAILURES && !closing) {
                died.run();
            }
        }
        sockets.values().forEach(ZMQ.Socket::close);
    }

    /** The border behind which one bad turn does not end the thread, without which the kernel would be deaf and dumb. */
    @SuppressWarnings("CatchThrowable")
    private boolean turned(ZMQ.Poller poller) {
        try {
            poller.poll(-1);
            waker.clear();
            // Before anything is sent: what has come by now is no answer to it.
            receive(Channel.CONTROL, MAX_RECEIVED_PER_TURN);
            receive(Channel.SHELL, MAX_RECEIVED_PER_TURN);
            receive(Channel.STDIN, MAX_RECEIVED_PER_TURN);
            receive(Channel.IOPUB, MAX_SUBSCRIPTIONS_PER_TURN);
            sendAll();
            return true;
        } catch (Throwable e) {
            complaints.accept("A message was lost: " + e.getClass().getName());
            return false;
        }
    }

    private void sendAll() {
        for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
            room.release();
            next.leaving().run();
            sendNow(next.channel(), next.frames());
        }
    }

    private void sendNow(Channel channel, List<byte[]> frames) {
        ZMQ.Socket socket = sockets.get(channel);
        int last = frames.size() - 1;
        for (int i = 0; i <= last; i++) {
            socket.send(frames.get(i), i < last ? ZMQ.SNDMORE : 0);
        }
    }

    private void receive(Channel channel, int most) {
        ZMQ.Socket socket = sockets.get(channel);
        for (int i = 0; i < most; i++) {
            byte[] first = socket.recv(ZMQ.DONTWAIT);
            if (first == null) {
                return;
            }
            List<byte[]> frames = rest(socket, first);
            if (channel == Channel.IOPUB) {
                subscribed(first);
            } else {
                deliver(channel, frames);
            }
        }
    }

    private static List<byte[]> rest(ZMQ.Socket socket, byte[] first) {
        List<byte[]> frames = new ArrayList<>();
        frames.add(first);
        while (socket.hasReceiveMore()) {
            frames.add(socket.recv());
        }
        return frames;
    }

    /** ZeroMQ's word for a subscription is a byte 1 and the topic; everybody who has subscribed to it hears the welcome. */
    private void subscribed(byte[] frame) {
        if (frame.length > 0 && frame[0] == 1 && frame.length <= MAX_TOPIC) {
            String topic = new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8);
            sendNow(Channel.IOPUB, wire.encode(welcome.apply(topic)));
        }
    }

    private void deliver(Channel channel, List<byte[]> frames) {
        try {
            Message message = wire.decode(frames);
            if (replays.seen(Wire.signature(message, frames))) {
                throw new MalformedMessageException("a message that has come before");
            }
            inbound.accept(channel, message);
        } catch (MalformedMessageException e) {
            complaints.accept("Dropped what came on " + channel + ": " + e.getMessage() + ".");
        }
    }

    /** After {@link #start}: sends what is queued, waits a moment for slow clients, and closes. */
    @Override
    public void close() {
        closing = true;
        waker.wake();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waker.close();
        // The heartbeat's thread owns its socket, hears of this in its wait, and closes it.
        context.getContext().term();
        context.close();
    }
}
