package dev.atelier.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void keepsEveryByteThroughTheDefaultProtocol() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            Message plain = random(random, false);
            same(DefaultProtocol.parseText(DefaultProtocol.json(plain)), plain);
            Message full = random(random, true);
            same(DefaultProtocol.parseBinary(array(DefaultProtocol.binary(full))), full);
        }
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
            mutate(DefaultProtocol::parseBinary, array(DefaultProtocol.binary(message)), random);
            mutate(DefaultProtocol::parseText, DefaultProtocol.json(random(random, false)), random);
            mutate(b -> DefaultProtocol.json(Message.parseV1(ByteBuffer.wrap(b))), array(message.toV1(0)), random);
        }
    }

    /** Bytes that look like UTF-16 or UTF-32 must not be read as such: the offsets would be those of characters. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "UTF-16"})
    void readsNoOtherEncoding(String encoding) {
        byte[] text = "{\"header\":{},\"content\":{\"a\":1}}".getBytes(java.nio.charset.Charset.forName(encoding));
        assertThatThrownBy(() -> DefaultProtocol.parseText(text)).isInstanceOf(MalformedMessageException.class);
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
