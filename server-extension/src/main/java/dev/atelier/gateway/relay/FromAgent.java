package dev.atelier.gateway.relay;

import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.Receiver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes the number off each message of an agent and gives the rest to whatever writes what the client reads. */
abstract class FromAgent implements Receiver {
    private static final System.Logger LOG = System.getLogger(FromAgent.class.getName());

    private final FrameChannel agent;
    private final FrameChannel client;
    private final Acknowledgements acknowledgements;
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private boolean fin;

    FromAgent(FrameChannel agent, FrameChannel client, Acknowledgements acknowledgements) {
        this.agent = agent;
        this.client = client;
        this.acknowledgements = acknowledgements;
    }

    /** A frame of the v1 message begins; {@code length} is without the number. */
    abstract void begin(boolean last, int opcode, long length);

    abstract void rest(ByteBuffer piece) throws MalformedMessageException;

    /** @return whether the message can be ended here */
    abstract boolean messageEnded();

    @Override
    public final void begin(FrameHeader frame) {
        fin = frame.fin();
        boolean first = frame.opcode() != FrameHeader.CONTINUATION;
        if (first) {
            number.clear();
            if (frame.opcode() != FrameHeader.BINARY || frame.length() < Long.BYTES) {
                throw new IllegalStateException("an agent's message begins without a number");
            }
        }
        begin(fin, frame.opcode(), frame.length() - (first ? Long.BYTES : 0));
    }

    @Override
    public final void payload(ByteBuffer piece) {
        while (number.hasRemaining() && piece.hasRemaining()) {
            number.put(piece.get());
        }
        if (piece.hasRemaining()) {
            try {
                rest(piece);
            } catch (MalformedMessageException e) {
                LOG.log(System.Logger.Level.WARNING, () -> "dropped from an agent: " + e.getMessage());
            }
        }
    }

    @Override
    public final void end() {
        if (!fin) {
            return;
        }
        if (messageEnded()) {
            acknowledgements.passed(number.getLong(0));
        } else {
            client.abort();
        }
    }

    @Override
    public final void arrived() {
        Ends.flush(client, agent, acknowledgements::taken);
    }

    @Override
    public final void closed(int code) {
        if (client.flush()) {
            acknowledgements.settle();
        }
        Ends.agentLeft(code, client);
    }

    /** For clients that speak v1 themselves. */
    static final class AsV1 extends FromAgent {
        private final FrameChannel client;

        AsV1(FrameChannel agent, FrameChannel client, Acknowledgements acknowledgements) {
            super(agent, client, acknowledgements);
            this.client = client;
        }

        @Override
        void begin(boolean last, int opcode, long length) {
            client.begin(last, opcode, length);
        }

        @Override
        void rest(ByteBuffer piece) {
            client.payload(piece);
        }

        @Override
        boolean messageEnded() {
            return true;
        }
    }

    /** For the others. */
    static final class AsDefault extends FromAgent {
        private final DefaultWriter writer;

        AsDefault(FrameChannel agent, FrameChannel client, Acknowledgements acknowledgements, DefaultWriter writer) {
            super(agent, client, acknowledgements);
            this.writer = writer;
        }

        @Override
        void begin(boolean last, int opcode, long length) {
            // the message's own table says how long it is
        }

        @Override
        void rest(ByteBuffer piece) throws MalformedMessageException {
            writer.payload(piece);
        }

        @Override
        boolean messageEnded() {
            return writer.end();
        }
    }
}
