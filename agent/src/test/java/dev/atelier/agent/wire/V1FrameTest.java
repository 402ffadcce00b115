package dev.atelier.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class V1FrameTest {
    @Test
    void aMessageWithoutBuffersHasSixOffsetsFromFiftySix() {
        ByteBuffer frame = frame(message(Channel.SHELL, List.of("{}", "{}", "{}", "{}")));
        assertThat(frame.getLong(0)).isEqualTo(6);
        assertThat(frame.getLong(8)).isEqualTo(56);
        assertThat(frame.getLong(8 * 6)).isEqualTo(frame.remaining());
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            List<ByteBuffer> parts = new ArrayList<>();
            int count = 4 + random.nextInt(5);
            for (int p = 0; p < count; p++) {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                parts.add(ByteBuffer.wrap(bytes));
            }
            KernelMessage message =
                    new KernelMessage(List.of(Channel.SHELL, Channel.IOPUB).get(i % 2), parts);
            assertThat(V1Frame.read(frame(message))).isEqualTo(message);
        }
    }

    @Test
    void aFrameCutAnywhereIsRefused() {
        ByteBuffer frame = frame(message(Channel.IOPUB, List.of("{\"a\":1}", "{}", "{}", "{}", "buffer")));
        for (int length = 0; length < frame.remaining(); length++) {
            ByteBuffer cut = frame.slice(0, length);
            assertThatThrownBy(() -> V1Frame.read(cut)).isInstanceOf(V1Frame.Malformed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0, 5, 1 << 20, 1L << 32, 0x2000000000000001L})
    void hostileCountsAreRefused(long count) {
        ByteBuffer frame = frame(message(Channel.SHELL, List.of("{}", "{}", "{}", "{}")));
        frame.putLong(0, count);
        assertThatThrownBy(() -> V1Frame.read(frame)).isInstanceOf(V1Frame.Malformed.class);
    }

    @Test
    void hostileOffsetsAreRefused() {
        ByteBuffer good = frame(message(Channel.SHELL, List.of("{}", "{}", "{}", "{}")));
        for (int word = 1; word <= 6; word++) {
            for (long offset : LongStream.of(-1, Long.MIN_VALUE, Long.MAX_VALUE, 0, 1L << 32, good.remaining() + 1L)
                    .toArray()) {
                ByteBuffer frame = copy(good);
                frame.putLong(8 * word, offset);
                assertThatThrownBy(() -> V1Frame.read(frame))
                        .as("word %d is %d", word, offset)
                        .isInstanceOf(V1Frame.Malformed.class);
            }
        }
    }

    @Test
    void anyBytesAreReadOrRefusedAndNothingElse() {
        Random random = new Random(2);
        ByteBuffer good = frame(message(Channel.STDIN, List.of("{}", "{}", "{}", "{}", "b")));
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer frame = copy(good);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                frame.put(random.nextInt(frame.limit()), (byte) random.nextInt(256));
            }
            try {
                assertThat(V1Frame.read(frame).parts()).hasSizeGreaterThanOrEqualTo(4);
            } catch (V1Frame.Malformed e) {
                assertThat(e).hasMessageMatching(".+");
            }
        }
    }

    @Test
    void aPeekFindsWhatItNeedsAndSurvivesTheRest() {
        HeaderPeek peek = HeaderPeek.at(
                utf8("{\"x\":{\"msg_id\":\"no\"},\"msg_id\":\"1\",\"session\":\"s\",\"n\":[1,{}],\"msg_type\":\"t\"}"));
        assertThat(peek.id()).contains("1");
        assertThat(peek.session()).contains("s");
        assertThat(peek.type()).contains("t");
        for (String hostile : List.of("", "[]", "{", "null", "{\"msg_id\":{}}", "{\"msg_id\":", "[".repeat(100_000))) {
            assertThat(HeaderPeek.at(utf8(hostile)).id()).isEmpty();
        }
    }

    private static KernelMessage message(Channel channel, List<String> parts) {
        return new KernelMessage(channel, parts.stream().map(V1FrameTest::utf8).toList());
    }

    private static ByteBuffer frame(KernelMessage message) {
        ByteBuffer frame = ByteBuffer.allocate((int) V1Frame.length(message));
        V1Frame.write(message, frame);
        assertThat(frame.remaining()).isZero();
        return frame.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining())
                .put(bytes.duplicate())
                .flip()
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
