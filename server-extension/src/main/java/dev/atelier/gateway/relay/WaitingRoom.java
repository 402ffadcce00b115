package dev.atelier.gateway.relay;

import dev.atelier.gateway.websocket.CloseCode;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.MessageCollector;
import dev.atelier.gateway.websocket.Receiver;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A client of a kernel that is not there yet, since its instance is being started. What it sends is kept for the kernel; it is
 * told that the kernel is starting, and the cell that waits for it says in its own output what is being done, until the
 * kernel has its place. All on the client's I/O thread.
 */
final class WaitingRoom implements Receiver {
    private static final System.Logger LOG = System.getLogger(WaitingRoom.class.getName());
    private static final int MOST_MESSAGES = 1000;
    private static final long MOST_BYTES = 4L << 20;

    private final FrameChannel client;
    private final KernelRelay.Protocol protocol;
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private final MessageCollector inbox;
    private final DefaultWriter writer;
    private final Spoken spoken = new Spoken();
    private final List<Message> held = new ArrayList<>();
    private long bytes;
    private String words = "";
    private Optional<ByteBuffer> firstCell = Optional.empty();
    private Optional<Consumer<List<Message>>> next = Optional.empty();
    private boolean withinMessage;
    private boolean lastFrame;
    private boolean over;

    WaitingRoom(FrameChannel client, KernelRelay.Protocol protocol) {
        this.client = client;
        this.protocol = protocol;
        this.writer = new DefaultWriter(client, protocol == KernelRelay.Protocol.TEXT_ONLY);
        this.inbox = new MessageCollector(client) {
            @Override
            protected void message(int type, byte[] whole) {
                keep(type, whole);
            }

            @Override
            protected long limit() {
                return MOST_BYTES - bytes;
            }

            @Override
            public void closed(int code) {
                gone();
            }
        };
    }

    void enter() {
        client.start(this);
        send(spoken.status("starting"));
        client.flush();
    }

    /** Completed when the client has gone away before the kernel was there. */
    CompletableFuture<Void> left() {
        return left;
    }

    /** What is being done now. */
    void say(String sentence) {
        words = sentence;
        firstCell.ifPresent(this::sayIn);
    }

    /** The kernel can be reached: gives the client to whoever goes on with it, with what it has said so far. */
    void leave(Consumer<List<Message>> goOn) {
        if (over) {
            return;
        }
        next = Optional.of(goOn);
        if (!withinMessage) {
            handOver();
        }
    }

    /** There will be no kernel. */
    void fail(String why) {
        if (over) {
            return;
        }
        over = true;
        send(spoken.line(why, firstCell.orElse(Spoken.noParent())));
        send(spoken.status("dead"));
        client.close(CloseCode.SERVICE_RESTART, "the kernel could not be started");
    }

    private void handOver() {
        over = true;
        firstCell.ifPresent(cell -> send(spoken.clear(cell)));
        client.flush();
        next.orElseThrow().accept(held);
    }

    private void keep(int type, byte[] whole) {
        try {
            Message message = protocol == KernelRelay.Protocol.V1
                    ? Message.parseV1(ByteBuffer.wrap(whole))
                    : DefaultProtocol.parse(whole, type == FrameHeader.BINARY);
            bytes += whole.length;
            if (held.size() >= MOST_MESSAGES) {
                client.close(
                        CloseCode.TOO_BIG, "a kernel that is starting is sent at most " + MOST_MESSAGES + " messages");
                return;
            }
            boolean first = firstCell.isEmpty() && isCell(message);
            held.add(message);
            if (first) {
                firstCell = Optional.of(message.json().getFirst());
                sayIn(firstCell.orElseThrow());
            }
        } catch (MalformedMessageException e) {
            LOG.log(Level.INFO, () -> "dropped from a client: " + e.getMessage());
        }
    }

    private static boolean isCell(Message message) throws MalformedMessageException {
        byte[] header = new byte[message.json().getFirst().remaining()];
        message.json().getFirst().duplicate().get(header);
        return MessageIds.of(header).type().equals("execute_request");
    }

    private void sayIn(ByteBuffer cell) {
        if (!over) {
            send(spoken.line(words, cell));
            client.flush();
        }
    }

    private void send(Message message) {
        ByteBuffer whole = message.toV1(0);
        if (protocol == KernelRelay.Protocol.V1) {
            client.message(FrameHeader.BINARY, whole);
            return;
        }
        try {
            writer.payload(whole);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("a message of our own: " + StandardCharsets.UTF_8.decode(whole), e);
        }
        writer.end();
    }

    private void gone() {
        if (!over) {
            over = true;
            left.complete(null);
        }
    }

    @Override
    public void begin(FrameHeader frame) {
        withinMessage = true;
        lastFrame = frame.fin();
        inbox.begin(frame);
    }

    @Override
    public void payload(ByteBuffer piece) {
        inbox.payload(piece);
    }

    @Override
    public void end() {
        inbox.end();
        withinMessage = !lastFrame;
        if (!withinMessage && !over && next.isPresent()) {
            handOver();
        }
    }

    @Override
    public void arrived() {
        inbox.arrived();
    }

    @Override
    public void closed(int code) {
        inbox.closed(code);
    }
}
