package dev.atelier.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    private record Frame(FrameHeader header, List<Byte> payload) {}

    private static final class Frames implements FrameReader.Sink {
        private final List<Frame> whole = new ArrayList<>();
        private FrameHeader header;
        private ByteArrayOutputStream payload;

        @Override
        public void begin(FrameHeader next) {
            header = next;
            payload = new ByteArrayOutputStream();
        }

        @Override
        public void payload(ByteBuffer piece) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            payload.writeBytes(bytes);
        }

        @Override
        public void end() {
            List<Byte> bytes = new ArrayList<>();
            for (byte b : payload.toByteArray()) {
                bytes.add(b);
            }
            whole.add(new Frame(header, bytes));
        }
    }

    private static Frame random(Random random) {
        boolean control = random.nextInt(4) == 0;
        int[] edges = {0, 1, 125, 126, 127, 65_535, 65_536, 70_000};
        int length = control ? random.nextInt(126) : edges[random.nextInt(edges.length)];
        boolean masked = random.nextBoolean();
        List<Byte> payload = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            payload.add((byte) random.nextInt());
        }
        return new Frame(
                new FrameHeader(
                        control || random.nextBoolean(),
                        control ? FrameHeader.CLOSE + random.nextInt(3) : random.nextInt(3),
                        length,
                        masked,
                        masked ? random.nextInt() : 0),
                payload);
    }

    private static void write(Frame frame, ByteBuffer out) {
        frame.header().write(out);
        frame.payload().forEach(out::put);
    }

    @Test
    void readsWhatWasWrittenHoweverItArrives() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 60; round++) {
            List<Frame> frames = new ArrayList<>();
            ByteBuffer wire = ByteBuffer.allocate(1 << 20);
            for (int i = 0; i < 10; i++) {
                Frame frame = random(random);
                frames.add(frame);
                write(frame, wire);
            }
            wire.flip();
            Frames read = new Frames();
            FrameReader reader = new FrameReader();
            int most = random.nextBoolean() ? 5 : 50_000;
            while (wire.hasRemaining()) {
                int size = Math.min(wire.remaining(), 1 + random.nextInt(most));
                reader.read(wire.slice(wire.position(), size), read);
                wire.position(wire.position() + size);
            }
            assertThat(read.whole).isEqualTo(frames);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c100", // a reserved bit
                "8300", // an opcode that is none
                "8f00",
                "0900", // a ping in parts
                "897e007e", // a ping of 126 bytes
                "827fffffffffffffffff" // 2^64 - 1 bytes
            })
    void refusesWhatTheProtocolForbids(String hex) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> new FrameReader().read(ByteBuffer.wrap(bytes), new Frames()))
                .isInstanceOf(ViolationException.class);
    }

    @Test
    void takesAMaskOffPieceByPiece() {
        Random random = new Random(2);
        for (int round = 0; round < 500; round++) {
            byte[] plain = new byte[random.nextInt(100)];
            random.nextBytes(plain);
            int key = random.nextInt();
            byte[] masked = plain.clone();
            for (int i = 0; i < masked.length; i++) {
                masked[i] ^= (byte) (key >>> (24 - 8 * (i % 4)));
            }
            int cut = random.nextInt(plain.length + 1);
            Mask.apply(ByteBuffer.wrap(masked, 0, cut), key, 0);
            Mask.apply(ByteBuffer.wrap(masked, cut, masked.length - cut), key, cut);
            assertThat(masked).isEqualTo(plain);
        }
    }
}
