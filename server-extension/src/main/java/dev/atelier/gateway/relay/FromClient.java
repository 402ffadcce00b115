package dev.atelier.gateway.relay;

import dev.atelier.gateway.websocket.CloseCode;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.MessageCollector;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/** What clients send, on its way to the agent: eight bytes of zero, and a v1 message. */
final class FromClient {
    private static final System.Logger LOG = System.getLogger(FromClient.class.getName());

    private FromClient() {}

    /** V1 is what the agent wants: frames pass as they come, behind eight bytes under the frame's own mask. */
    static final class V1 extends Copier {
        private final FrameChannel client;
        private final FrameChannel agent;
        private final Acknowledgements acknowledgements;
        private boolean fin;
        private boolean refused;
        private long size;

        V1(FrameChannel client, FrameChannel agent, Acknowledgements acknowledgements) {
            super(client, agent);
            this.client = client;
            this.agent = agent;
            this.acknowledgements = acknowledgements;
        }

        @Override
        public void begin(FrameHeader frame) {
            fin = frame.fin();
            boolean first = frame.opcode() != FrameHeader.CONTINUATION;
            if (first && frame.opcode() != FrameHeader.BINARY) {
                refuse(CloseCode.BAD_DATA, "every message of " + KernelChannels.V1 + " is binary");
            } else if (frame.length() > ClientRoom.LARGEST - (first ? 0 : size)) {
                refuse(CloseCode.TOO_BIG, "a message has at most " + (ClientRoom.LARGEST >> 20) + " MiB");
            }
            if (refused) {
                return;
            }
            size = frame.length() + (first ? 0 : size);
            if (!first) {
                super.begin(frame);
                return;
            }
            acknowledgements.hold();
            agent.begin(frame.fin(), frame.opcode(), frame.length() + Long.BYTES, frame.key());
            agent.payload(ByteBuffer.allocate(Long.BYTES)
                    .putInt(frame.key())
                    .putInt(frame.key())
                    .flip());
        }

        private void refuse(int code, String reason) {
            refused = true;
            client.close(code, reason);
        }

        @Override
        public void payload(ByteBuffer piece) {
            if (!refused) {
                super.payload(piece);
            }
        }

        @Override
        public void end() {
            if (fin) {
                acknowledgements.release();
            }
        }

        @Override
        public void closed(int code) {
            acknowledgements.ride();
            Ends.clientLeft(agent);
        }
    }

    /** The default protocol's parts may come in any order, so a message is read whole. */
    static final class Default extends MessageCollector {
        private final FrameChannel client;
        private final FrameChannel agent;
        private final Acknowledgements acknowledgements;
        private final ClientRoom room;

        Default(FrameChannel client, FrameChannel agent, Acknowledgements acknowledgements, ClientRoom room) {
            super(client);
            this.client = client;
            this.agent = agent;
            this.acknowledgements = acknowledgements;
            this.room = room;
        }

        @Override
        protected void message(int type, byte[] whole) {
            try {
                Message message = DefaultProtocol.parse(whole, type == FrameHeader.BINARY);
                acknowledgements.ride();
                agent.message(FrameHeader.BINARY, message.toV1(Long.BYTES).rewind());
            } catch (MalformedMessageException e) {
                LOG.log(Level.INFO, () -> "dropped from a client: " + e.getMessage());
            }
        }

        @Override
        protected long limit() {
            return room.each();
        }

        @Override
        public void arrived() {
            Ends.flush(agent, client, () -> {});
        }

        @Override
        public void closed(int code) {
            acknowledgements.ride();
            Ends.clientLeft(agent);
        }
    }
}
