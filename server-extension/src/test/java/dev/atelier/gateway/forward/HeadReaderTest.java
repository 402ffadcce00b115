package dev.atelier.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadReaderTest {
    private static final String HEAD =
            "HTTP/1.1 200 All right\r\nContent-Type: text/plain; charset=utf-8\r\nSet-Cookie: a=1\r\nset-cookie:  b=2 \r\nEmpty:\r\n\r\n";

    @Test
    void readsWhatComesInPieces() throws IOException {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            ByteBuffer whole = bytes(HEAD + "body");
            HeadReader reader = new HeadReader();
            Optional<ResponseHead> head = Optional.empty();
            while (head.isEmpty()) {
                int count = Math.min(1 + random.nextInt(20), whole.remaining());
                ByteBuffer piece = whole.slice(whole.position(), count);
                head = reader.read(piece);
                whole.position(whole.position() + piece.position());
            }
            assertThat(head.orElseThrow().status()).isEqualTo(200);
            assertThat(head.orElseThrow().values("SET-COOKIE")).containsExactly("a=1", "b=2");
            assertThat(head.orElseThrow().values("Empty")).containsExactly("");
            assertThat(StandardCharsets.US_ASCII.decode(whole).toString()).isEqualTo("body");
        }
    }

    @Test
    void readsOneAfterAnother() throws IOException {
        HeadReader reader = new HeadReader();
        ByteBuffer both = bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 204\r\n\r\n");
        assertThat(reader.read(both).orElseThrow().isInterim()).isTrue();
        ResponseHead second = reader.read(both).orElseThrow();
        assertThat(second.status()).isEqualTo(204);
        assertThat(second.keepsAlive()).isFalse();
        assertThat(both.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 099 No\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
                "HTTP/1.1 200 OK\r\nSpace : x\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\u0000c\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n"
            })
    void refusesWhatIsNoAnswer(String head) {
        assertThatThrownBy(() -> new HeadReader().read(bytes(head))).isInstanceOf(IOException.class);
    }

    @Test
    void isBounded() {
        assertThatThrownBy(() -> new HeadReader().read(bytes("HTTP/1.1 200 OK\r\nA: " + "x".repeat(70_000))))
                .hasMessageContaining("64 KiB");
        assertThatThrownBy(() -> new HeadReader().read(bytes("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(301) + "\r\n")))
                .hasMessageContaining("300 fields");
    }

    @Test
    void survivesAnything() {
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            byte[] mutated = HEAD.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < 4; i++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try {
                new HeadReader()
                        .read(ByteBuffer.wrap(mutated))
                        .ifPresent(head -> assertThat(head.fields())
                                .allSatisfy(field ->
                                        assertThat(field.name() + field.value()).doesNotContain("\r", "\n", "\0")));
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
