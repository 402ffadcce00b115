package dev.atelier.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.FrameSink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTest {
    private static final String[] TEXTS = {
        "{}",
        "{ \"a\" : 1.0 }",
        "{\"b\":\"\\u00e9é😀\",\"c\":[1,{\"d\":null}]}",
        "{\"\":{\"deep\":[[[[]]]]},\n\t\"e\":1e400}",
        "{\"f\":\"\\\"}{\"}"
    };

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Message random(Random random, boolean buffers) {
        List<ByteBuffer> json = new ArrayList<>();
        json.add(bytes("{\"msg_id\":\"x" + random.nextInt() + "\", \"msg_type\":\"stream\"}"));
        for (int i = 0; i < 3; i++) {
            json.add(bytes(TEXTS[random.nextInt(TEXTS.length)]));
        }
        List<ByteBuffer> extra = new ArrayList<>();
        for (int i = buffers ? 1 + random.nextInt(4) : 0; i > 0; i--) {
            byte[] buffer = new byte[random.nextInt(50)];
            random.nextBytes(buffer);
            extra.add(ByteBuffer.wrap(buffer));
        }
        return new Message(random.nextBoolean() ? "shell" : "iopub", json, extra);
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static void same(Message actual, Message expected) {
        assertThat(actual.channel()).isEqualTo(expected.channel());
        assertThat(actual.json()).isEqualTo(expected.json());
        assertThat(actual.buffers()).isEqualTo(expected.buffers());
    }

    @Test
    void keepsEveryByteThroughV1AndBack() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            Message message = random(random, random.nextBoolean());
            ByteBuffer v1 = message.toV1(8);
            same(Message.parseV1(v1.position(8)), message);
        }
    }

    /** What a client would have got. */
    private static final class Written implements FrameSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long left;
        private int opcode;

        @Override
        public void begin(boolean fin, int type, long length) {
            assertThat(left).isZero();
            opcode = type;
            left = length;
        }

        @Override
        public void payload(ByteBuffer piece) {
            left -= piece.remaining();
            assertThat(left).isNotNegative();
            bytes.writeBytes(array(piece));
            piece.position(piece.limit());
        }
    }

    /** Gives it piece by piece, as a network would. */
    private static Written written(byte[] v1, boolean textOnly, Random random) throws MalformedMessageException {
        Written out = new Written();
        DefaultWriter writer = new DefaultWriter(out, textOnly);
        ByteBuffer bytes = ByteBuffer.wrap(v1);
        MalformedMessageException dropped = null;
        while (bytes.hasRemaining()) {
            int size = 1 + random.nextInt(bytes.remaining());
            byte[] piece = new byte[random.nextBoolean() ? size : Math.min(size, 9)];
            bytes.get(piece);
            try {
                writer.payload(ByteBuffer.wrap(piece));
            } catch (MalformedMessageException e) {
                assertThat(dropped).as("said once").isNull();
                dropped = e;
            }
        }
        assertThat(writer.end()).isEqualTo(out.left == 0);
        if (dropped != null) {
            assertThat(out.bytes.size()).isZero();
            throw dropped;
        }
        return out;
    }

    @Test
    void keepsEveryByteThroughTheDefaultProtocol() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < 2_000; i++) {
            boolean buffers = random.nextBoolean();
            Message message = random(random, buffers);
            Written written = written(array(message.toV1(0)), false, random);
            assertThat(written.opcode).isEqualTo(buffers ? FrameHeader.BINARY : FrameHeader.TEXT);
            same(DefaultProtocol.parse(written.bytes.toByteArray(), buffers), message);
        }
    }

    @Test
    void givesTextAloneToWhoCannotReadMore() throws Exception {
        Random random = new Random(5);
        Message message = random(random, true);
        Written written = written(array(message.toV1(0)), true, random);
        assertThat(written.opcode).isEqualTo(FrameHeader.TEXT);
        JsonNode json = Json.read(written.bytes.toString(StandardCharsets.UTF_8), JsonNode.class);
        assertThat(json.path("buffers").isEmpty()).isTrue();
        assertThat(json.path("msg_type").asText()).isEqualTo("stream");
        assertThat(json.path("msg_id")).isEqualTo(json.path("header").path("msg_id"));
    }

    /** A text frame with a byte that is no UTF-8 would end the client's connection, again and again. */
    @Test
    void writesNoTextThatIsNoUtf8() throws Exception {
        Random random = new Random(6);
        for (int i = 0; i < 2_000; i++) {
            byte[] content = ("{\"a\":\"" + "é😀x".repeat(random.nextInt(5)) + "\"}").getBytes(StandardCharsets.UTF_8);
            int broken = 6 + random.nextInt(content.length - 6);
            content[broken] = (byte) random.nextInt();
            Message message = new Message(
                    "iopub",
                    List.of(bytes("{\"msg_id\":\"1\"}"), bytes("{}"), bytes("{}"), ByteBuffer.wrap(content)),
                    List.of());
            byte[] text = written(array(message.toV1(0)), false, random).bytes.toByteArray();
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            assertThat(decoded).startsWith("{\"channel\":\"iopub\"").endsWith("\"buffers\":[]}");
        }
    }

    @Test
    void readsTheBinaryFormThatCameAsText() throws Exception {
        Message message = random(new Random(7), true);
        byte[] binary =
                written(array(message.toV1(0)), false, new Random(8)).bytes.toByteArray();
        same(DefaultProtocol.parse(binary, false), message);
    }

    private interface Parser {
        Object parse(byte[] bytes) throws MalformedMessageException;
    }

    private static void survives(Parser parser, byte[] bytes) {
        try {
            parser.parse(bytes);
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageNotContaining("null");
        } catch (RuntimeException | Error e) {
            throw new AssertionError("broken by " + Arrays.toString(bytes), e);
        }
    }

    private static void mutate(Parser parser, byte[] whole, Random random) {
        survives(parser, Arrays.copyOf(whole, random.nextInt(whole.length)));
        byte[] changed = whole.clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            // The beginning holds the counts and offsets.
            int at = random.nextInt(random.nextBoolean() ? Math.min(64, changed.length) : changed.length);
            changed[at] = (byte) (random.nextInt(3) == 0 ? 0 : random.nextInt());
        }
        survives(parser, changed);
        byte[] noise = new byte[random.nextInt(100)];
        random.nextBytes(noise);
        survives(parser, noise);
    }

    @Test
    void refusesWhateverIsNoMessageAndNothingElseHappens() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            Message message = random(random, true);
            mutate(b -> Message.parseV1(ByteBuffer.wrap(b)), array(message.toV1(0)), random);
            byte[] v1 = array(message.toV1(0));
            byte[] text = written(array(random(random, false).toV1(0)), false, random)
                    .bytes
                    .toByteArray();
            mutate(
                    b -> DefaultProtocol.parse(b, true),
                    written(v1, false, random).bytes.toByteArray(),
                    random);
            mutate(b -> DefaultProtocol.parse(b, false), text, random);
            mutate(b -> written(b, random.nextBoolean(), random), v1, random);
        }
    }

    /** Bytes that look like UTF-16 or UTF-32 must not be read as such: the offsets would be those of characters. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "UTF-16"})
    void readsNoOtherEncoding(String encoding) {
        byte[] text = "{\"header\":{},\"content\":{\"a\":1}}".getBytes(java.nio.charset.Charset.forName(encoding));
        assertThatThrownBy(() -> DefaultProtocol.parse(text, false)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void cutsNoCharacterInTwo() {
        String text = "a😀b😀😀";
        for (int most = 2; most < 8; most++) {
            List<String> pieces = InstanceCalls.pieces(text, most);
            assertThat(String.join("", pieces)).isEqualTo(text);
            assertThat(pieces)
                    .allMatch(p -> new String(p.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(p));
        }
        assertThat(InstanceCalls.pieces("", 4)).isEmpty();
    }
}
