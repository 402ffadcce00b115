package dev.atelier.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseBodyTest {

    @Test
    void takesChunksApartWhereverTheyAreCut() throws IOException {
        for (int seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            byte[] body = new byte[random.nextInt(3_000)];
            random.nextBytes(body);
            byte[] surplus = random.nextBoolean() ? new byte[] {'x'} : new byte[0];
            byte[] wire = chunked(body, random, surplus);
            ResponseBody read = ResponseBody.of(head("Transfer-Encoding: chunked"), false);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int at = 0; at < wire.length && !read.over(); ) {
                int count = Math.min(1 + random.nextInt(700), wire.length - at);
                pour(read.shape(ByteBuffer.wrap(Arrays.copyOfRange(wire, at, at + count))), out);
                at += count;
            }
            assertThat(read.over()).isTrue();
            assertThat(out.toByteArray()).isEqualTo(body);
        }
    }

    @Test
    void whatOneSideWritesTheOtherReads() throws IOException {
        byte[] body = "twelve bytes".getBytes(StandardCharsets.US_ASCII);
        ChunksOut chunks = new ChunksOut();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        pour(chunks.shape(ByteBuffer.wrap(body)), wire);
        pour(chunks.shape(ByteBuffer.wrap(body)), wire);
        pour(chunks.atEnd(), wire);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ResponseBody read = ResponseBody.of(head("Transfer-Encoding: chunked"), false);
        pour(read.shape(ByteBuffer.wrap(wire.toByteArray())), out);
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("twelve bytestwelve bytes");
        assertThat(read.endsClean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\r\n", "x\r\n", "-1\r\n", "1\r\nab", "ffffffffffffffff\r\n", "1 2 3\nab", "1;\u0000\r\na!"})
    void refusesChunksThatAreNone(String wire) throws IOException {
        ResponseBody read = ResponseBody.of(head("Transfer-Encoding: chunked"), false);
        assertThatThrownBy(() -> {
                    read.shape(ByteBuffer.wrap(wire.getBytes(StandardCharsets.ISO_8859_1)));
                    read.atEnd();
                })
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1;", "0\r\n"})
    void boundsExtensionsAndTrailers(String begin) throws IOException {
        ResponseBody read = ResponseBody.of(head("Transfer-Encoding: chunked"), false);
        assertThatThrownBy(() ->
                        read.shape(ByteBuffer.wrap((begin + "x".repeat(70_000)).getBytes(StandardCharsets.US_ASCII))))
                .hasMessageContaining("more framing");
    }

    @Test
    void knowsWhereABodyEnds() throws IOException {
        assertThat(ResponseBody.of(head("Content-Length: 5"), true).over()).isTrue();
        assertThat(ResponseBody.of(new ResponseHead(1, 304, List.of(new Field("Content-Length", "5"))), false)
                        .over())
                .isTrue();
        ResponseBody sized = ResponseBody.of(head("Content-Length: 5"), false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pour(sized.shape(ByteBuffer.wrap("123".getBytes(StandardCharsets.US_ASCII))), out);
        assertThatThrownBy(sized::atEnd).isInstanceOf(EOFException.class);
        pour(sized.shape(ByteBuffer.wrap("456".getBytes(StandardCharsets.US_ASCII))), out);
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("12345");
        assertThat(sized.over()).isTrue();
        assertThat(sized.endsClean()).isFalse(); // nobody asked for the 6
        ResponseBody open = ResponseBody.of(head("A: b"), false);
        assertThat(open.over()).isFalse();
        open.atEnd();
        assertThat(open.over()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\nContent-Length: 6",
                "Content-Length: -1",
                "Content-Length: 99999999999999999999",
                "Content-Length: 5, 5",
                "Content-Length: 5\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: xchunked"
            })
    void refusesWhatMeansTwoThings(String fields) {
        assertThatThrownBy(() -> ResponseBody.of(head(fields.split("\n")), false))
                .isInstanceOf(IOException.class);
    }

    private static ResponseHead head(String... fields) {
        return new ResponseHead(
                1,
                200,
                Stream.of(fields)
                        .map(field -> field.split(": ", 2))
                        .map(parts -> new Field(parts[0], parts[1]))
                        .toList());
    }

    private static byte[] chunked(byte[] body, Random random, byte[] surplus) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; ) {
            int count = Math.min(1 + random.nextInt(500), body.length - at);
            String extension = random.nextInt(4) == 0 ? ";name=\"value\"" : "";
            wire.write((Integer.toHexString(count) + extension + "\r\n").getBytes(StandardCharsets.US_ASCII));
            wire.write(body, at, count);
            wire.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            at += count;
        }
        String trailer = random.nextInt(4) == 0 ? "Checksum: 7\r\n" : "";
        wire.write(("0\r\n" + trailer + "\r\n").getBytes(StandardCharsets.US_ASCII));
        wire.write(surplus);
        return wire.toByteArray();
    }

    private static void pour(ByteBuffer[] pieces, ByteArrayOutputStream out) {
        for (ByteBuffer piece : pieces) {
            while (piece.hasRemaining()) {
                out.write(piece.get());
            }
        }
    }
}
