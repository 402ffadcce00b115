package dev.atelier.gateway.relay;

import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One client's connection to one kernel. Upstream every message has a number, which is acknowledged once the message has
 * been handed to the client's socket; downstream goes what the client negotiated.
 */
final class KernelRelay {
    private static final System.Logger LOG = System.getLogger(KernelRelay.class.getName());
    /** What the agent passes on at most, with its number and frame. */
    private static final long MAX_FROM_AGENT = 65L << 20;

    private static final int NUMBER = Long.BYTES;

    private final Protocol protocol;
    private final ClientRoom room;
    private final Outlet toClient;
    private final Outlet toAgent;
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicBoolean acknowledging = new AtomicBoolean();

    /** What the client speaks. */
    enum Protocol {
        V1,
        DEFAULT
    }

    private KernelRelay(WebSocketChannel client, WebSocketChannel agent, Protocol protocol, ClientRoom room) {
        this.protocol = protocol;
        this.room = room;
        this.toClient = new Outlet(client, agent);
        this.toAgent = new Outlet(agent, client);
    }

    /** Joins the two; from here on they belong to each other. */
    static void join(WebSocketChannel client, WebSocketChannel agent, Protocol protocol, ClientRoom room) {
        KernelRelay relay = new KernelRelay(client, agent, protocol, room);
        room.enter(client);
        client.getReceiveSetter().set(relay.new FromClient());
        agent.getReceiveSetter().set(relay.new FromAgent());
        client.addCloseTask(c -> Ends.done(agent));
        agent.addCloseTask(a -> Ends.lost(client));
        Heartbeat.keep(client);
        client.resumeReceives();
        agent.resumeReceives();
    }

    private void fromAgent(ByteBuffer bytes) throws MalformedMessageException {
        if (bytes.remaining() < NUMBER) {
            throw new MalformedMessageException("a message without a number");
        }
        long number = bytes.order(ByteOrder.LITTLE_ENDIAN).getLong(bytes.position());
        ByteBuffer v1 = bytes.slice(bytes.position() + NUMBER, bytes.remaining() - NUMBER);
        Runnable sent = () -> acknowledge(number);
        if (protocol == Protocol.V1) {
            toClient.binary(v1, sent);
            return;
        }
        Message message = Message.parseV1(v1);
        if (message.buffers().isEmpty()) {
            toClient.text(new String(DefaultProtocol.json(message), StandardCharsets.UTF_8), sent);
        } else {
            toClient.binary(DefaultProtocol.binary(message), sent);
        }
    }

    /** One acknowledgement is under way at a time; it stands for all before it. */
    private void acknowledge(long number) {
        delivered.accumulateAndGet(number, Math::max);
        if (acknowledging.compareAndSet(false, true)) {
            long upTo = delivered.get();
            ByteBuffer word =
                    ByteBuffer.allocate(NUMBER).order(ByteOrder.LITTLE_ENDIAN).putLong(0, upTo);
            toAgent.binary(word, () -> {
                acknowledging.set(false);
                if (delivered.get() > upTo) {
                    acknowledge(delivered.get());
                }
            });
        }
    }

    private void fromClient(Message message) {
        toAgent.binary(message.toV1(NUMBER).rewind(), () -> {});
    }

    private final class FromAgent extends AbstractReceiveListener {
        @Override
        protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            try {
                fromAgent(ByteBuffer.wrap(Payload.of(message)));
            } catch (MalformedMessageException e) {
                LOG.log(Level.WARNING, () -> "dropped from an agent: " + e.getMessage());
            }
        }

        @Override
        protected void onError(WebSocketChannel channel, Throwable error) {
            Ends.abort(channel);
        }

        @Override
        protected long getMaxBinaryBufferSize() {
            return MAX_FROM_AGENT;
        }
    }

    private final class FromClient extends AbstractReceiveListener {
        @Override
        protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
            try {
                byte[] bytes = Payload.of(message);
                fromClient(
                        protocol == Protocol.V1
                                ? Message.parseV1(ByteBuffer.wrap(bytes))
                                : DefaultProtocol.parseBinary(bytes));
            } catch (MalformedMessageException e) {
                refuse(e);
            }
        }

        @Override
        protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
            try {
                fromClient(DefaultProtocol.parseText(message.getData().getBytes(StandardCharsets.UTF_8)));
            } catch (MalformedMessageException e) {
                refuse(e);
            }
        }

        private void refuse(MalformedMessageException e) {
            LOG.log(Level.INFO, () -> "dropped from a client: " + e.getMessage());
        }

        @Override
        protected void onError(WebSocketChannel channel, Throwable error) {
            Ends.abort(channel);
        }

        @Override
        protected long getMaxBinaryBufferSize() {
            return room.each();
        }

        @Override
        protected long getMaxTextBufferSize() {
            return room.each();
        }
    }
}
