package dev.atelier.kernel.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.cell.Cell;
import dev.atelier.kernel.message.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class OutputBufferTest {
    private record Chunk(Cell cell, StandardStream stream, String text) {}

    private final List<Chunk> chunks = Collections.synchronizedList(new ArrayList<>());
    private final OutputBuffer buffer =
            new OutputBuffer((c, s, t) -> chunks.add(new Chunk(c, s, t)), 1000, Duration.ofMillis(5), complaint -> {});
    private final Cell cell = new Cell(Message.none());

    private void print(Cell to, StandardStream stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        buffer.write(to, stream, bytes, 0, bytes.length);
    }

    private String all() {
        return chunks.stream().map(Chunk::text).collect(Collectors.joining());
    }

    @Test
    void manyLinesBecomeFewChunksAndNoneIsLost() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            print(cell, StandardStream.STDOUT, "line " + i + "\n");
            expected.append("line ").append(i).append('\n');
        }
        buffer.flush();
        assertThat(all()).isEqualTo(expected.toString());
        assertThat(chunks).hasSizeLessThan(expected.length() / 1000 + 2);
    }

    @Test
    void aSinkThatFailsOnceLosesOnlyItsChunk() {
        List<String> complained = Collections.synchronizedList(new ArrayList<>());
        List<String> sent = Collections.synchronizedList(new ArrayList<>());
        OutputBuffer failing = new OutputBuffer(
                (c, s, text) -> {
                    if (complained.isEmpty()) {
                        throw new AssertionError("no room");
                    }
                    sent.add(text);
                },
                1000,
                Duration.ofMillis(5),
                complained::add);
        failing.start();
        failing.write(cell, StandardStream.STDOUT, new byte[] {'a'}, 0, 1);
        Awaitility.await().until(() -> !complained.isEmpty());
        failing.write(cell, StandardStream.STDOUT, new byte[] {'b'}, 0, 1);
        Awaitility.await().until(() -> sent.contains("b"));
    }

    @Test
    void streamsAndCellsKeepTheirOrder() {
        Cell other = new Cell(Message.none());
        print(cell, StandardStream.STDOUT, "a");
        print(cell, StandardStream.STDERR, "b");
        print(cell, StandardStream.STDOUT, "c");
        print(other, StandardStream.STDOUT, "d");
        buffer.flush();
        assertThat(chunks)
                .containsExactly(
                        new Chunk(cell, StandardStream.STDOUT, "a"),
                        new Chunk(cell, StandardStream.STDERR, "b"),
                        new Chunk(cell, StandardStream.STDOUT, "c"),
                        new Chunk(other, StandardStream.STDOUT, "d"));
    }

    @Test
    void aCharacterIsNeverCut() {
        byte[] smile = "😀".getBytes(StandardCharsets.UTF_8);
        buffer.write(cell, StandardStream.STDOUT, smile, 0, 3);
        buffer.flush();
        assertThat(chunks).isEmpty();
        buffer.write(cell, StandardStream.STDOUT, smile, 3, 1);
        buffer.flush();
        assertThat(all()).isEqualTo("😀");
    }

    @Test
    void whatWaitsGoesOutByItself() {
        buffer.start();
        print(cell, StandardStream.STDOUT, "soon");
        Awaitility.await().untilAsserted(() -> assertThat(all()).isEqualTo("soon"));
        print(cell, StandardStream.STDOUT, " again");
        Awaitility.await().untilAsserted(() -> assertThat(all()).isEqualTo("soon again"));
    }
}
