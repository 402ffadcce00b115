package dev.atelier.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.atelier.agent.journal.Item.Entry;
import dev.atelier.agent.journal.Item.Gap;
import dev.atelier.agent.support.SlowList;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.V1Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final long BOUND = 1 << 20;

    private Path folder;

    @BeforeEach
    void folder(@TempDir Path root) {
        folder = root.resolve("journal");
    }

    @Test
    void numbersBeginWithOneAndGoOnAfterReopening() throws Exception {
        try (Journal journal = Journal.open(folder, BOUND)) {
            append(journal, "a", "b");
            assertThat(journal.last()).isEqualTo(2);
        }
        try (Journal journal = Journal.open(folder, BOUND)) {
            append(journal, "c");
            assertThat(texts(journal.reader(0, Optional.empty()))).containsExactly("1 a", "2 b", "3 c");
            assertThat(texts(journal.reader(1, Optional.empty()))).containsExactly("2 b", "3 c");
        }
    }

    /** More than is kept in memory, in a journal whose first number is not 1. */
    @Test
    void aReopenedJournalForgetsTheOldestInMemoryToo() throws Exception {
        try (Journal journal = Journal.open(folder, 64 << 20)) {
            append(journal, "a", "b", "c");
        }
        try (Journal journal = Journal.open(folder, 64 << 20)) {
            for (int i = 0; i < 300; i++) {
                append(journal, "y".repeat(3_000));
            }
            assertThat(items(journal.reader(0, Optional.empty())))
                    .extracting(Item::number)
                    .isSorted()
                    .hasSize(303);
        }
    }

    /** Some small, some that do not fill a segment alone, some that do. */
    @Test
    void whatIsAppendedTogetherFillsOneSegmentAfterAnother() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            texts.add(i + "z".repeat(i % 40 == 0 ? 70_000 : i * 20));
        }
        List<String> numbered = new ArrayList<>();
        for (String text : texts) {
            numbered.add(numbered.size() + 1 + " " + text + (text.length() > 100 ? "!" : ""));
        }
        try (Journal journal = Journal.open(folder, BOUND)) {
            journal.append(texts.stream()
                    .map(text -> new Draft(Audience.EVERYBODY, message(text)))
                    .toList());
            assertThat(texts(journal.reader(0, Optional.empty()))).isEqualTo(numbered);
        }
        assertThat(segments()).hasSizeGreaterThan(8);
        try (Journal journal = Journal.open(folder, BOUND)) {
            assertThat(texts(journal.reader(0, Optional.empty()))).isEqualTo(numbered);
            assertThat(texts(journal.reader(150, Optional.empty()))).isEqualTo(numbered.subList(150, 200));
        }
    }

    @Test
    void aReaderSeesWhatIsForItsSession() throws Exception {
        try (Journal journal = Journal.open(folder, BOUND)) {
            journal.append(List.of(
                    new Draft(Audience.EVERYBODY, message("all")),
                    new Draft(Audience.only("ä"), message("hers")),
                    new Draft(Audience.only("b"), message("his"))));
            assertThat(texts(journal.reader(0, Optional.of("ä")))).containsExactly("1 all", "2 hers");
            assertThat(texts(journal.reader(0, Optional.of("b")))).containsExactly("1 all", "3 his");
        }
        try (Journal journal = Journal.open(folder, BOUND)) {
            assertThat(texts(journal.reader(0, Optional.of("ä")))).containsExactly("1 all", "2 hers");
        }
    }

    @Test
    void aTailTornAnywhereIsCutAndItsNumberGivenAgain() throws Exception {
        try (Journal journal = Journal.open(folder, BOUND)) {
            append(journal, "whole", "torn");
        }
        Path segment = segments().getFirst();
        byte[] good = Files.readAllBytes(segment);
        int second = good.length / 2 - 1; // "whole" has one letter more than "torn"
        for (int length = good.length - 1; length > second + 1; length--) {
            Files.write(segment, java.util.Arrays.copyOf(good, length));
            try (Journal journal = Journal.open(folder, BOUND)) {
                assertThat(journal.last())
                        .as("cut at %d of %d", length, good.length)
                        .isEqualTo(1);
                append(journal, "new");
                assertThat(texts(journal.reader(0, Optional.empty()))).containsExactly("1 whole", "2 new");
            }
        }
    }

    @Test
    void aFlippedBitCutsTheTail() throws Exception {
        try (Journal journal = Journal.open(folder, BOUND)) {
            append(journal, "whole", "torn");
        }
        Path segment = segments().getFirst();
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {'X'}), file.size() - 2);
        }
        try (Journal journal = Journal.open(folder, BOUND)) {
            assertThat(texts(journal.reader(0, Optional.empty()))).containsExactly("1 whole");
        }
    }

    @Test
    void theRingForgetsTheOldestAndSaysHowManyAreMissing() throws Exception {
        String large = "x".repeat(10_000);
        try (Journal journal = Journal.open(folder, BOUND)) {
            JournalReader slow = journal.reader(0, Optional.of("s"));
            append(journal, "first");
            assertThat(slow.poll()).get().extracting(Item::number).isEqualTo(1L);
            for (int i = 0; i < 500; i++) {
                append(journal, large);
            }
            assertThat(bytesOnDisk()).isLessThanOrEqualTo(BOUND);
            List<Item> items = items(slow);
            assertThat(items.getFirst())
                    .isInstanceOfSatisfying(
                            Gap.class, gap -> assertThat(gap.missing()).isEqualTo(gap.number() - 1));
            long next = items.getFirst().number() + 1;
            for (Item item : items.subList(1, items.size())) {
                assertThat(item).isInstanceOf(Entry.class);
                assertThat(item.number()).isEqualTo(next++);
            }
            assertThat(next).isEqualTo(502);
        }
    }

    @Test
    void aReaderThatLagsBehindCatchesUpAcrossSegmentsAndLargeMessages() throws Exception {
        try (Journal journal = Journal.open(folder, 64 << 20)) {
            List<Integer> sizes = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                int size = i % 50 == 0 ? 700_000 : 3_000;
                sizes.add(size);
                append(journal, "y".repeat(size));
            }
            List<Item> items = items(journal.reader(0, Optional.empty()));
            assertThat(items).extracting(Item::number).isSorted().hasSize(300);
            assertThat(items)
                    .extracting(item -> text((Entry) item).length() - 1)
                    .containsExactlyElementsOf(sizes);
        }
    }

    @Test
    void aFollowerIsToldOfWhatIsAppendedUntilItsReaderIsClosed() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (Journal journal = Journal.open(folder, BOUND)) {
            JournalReader reader = journal.reader(0, Optional.of("s"));
            reader.follow(told::incrementAndGet);
            journal.append(List.of(new Draft(Audience.only("other"), message("not mine"))));
            append(journal, "mine");
            assertThat(told).hasValue(2);
            assertThat(reader.recent()).get().extracting(Entry::number).isEqualTo(2L);
            assertThat(reader.recent()).isEmpty();
            reader.close();
            append(journal, "later");
            assertThat(told).hasValue(2);
        }
    }

    @Test
    void whatIsNotInMemoryAnyMoreIsReadFromTheDisk() throws Exception {
        try (Journal journal = Journal.open(folder, 64 << 20)) {
            JournalReader reader = journal.reader(0, Optional.empty());
            append(journal, "first", "y".repeat(700_000), "last"); // too large to be kept in memory
            assertThat(reader.recent()).isEmpty();
            assertThat(reader.behind()).isTrue();
            assertThat(reader.poll()).get().extracting(Item::number).isEqualTo(1L);
            assertThat(reader.poll()).get().extracting(Item::number).isEqualTo(2L);
            assertThat(reader.recent()).get().extracting(Entry::number).isEqualTo(3L);
            assertThat(reader.behind()).isFalse();
        }
    }

    @Test
    void theLastNumberIsToldWhileTheDiskIsSlow() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Journal journal = Journal.open(folder, BOUND)) {
            append(journal, "a");
            Thread slow = Thread.ofVirtual().start(() -> journal.append(new SlowList<>(begun, go)));
            begun.await();
            try {
                assertTimeoutPreemptively(
                        Duration.ofSeconds(10), () -> assertThat(journal.last()).isEqualTo(1));
            } finally {
                go.countDown();
                slow.join();
            }
        }
    }

    private static void append(Journal journal, String... texts) {
        journal.append(Stream.of(texts)
                .map(text -> new Draft(Audience.EVERYBODY, message(text)))
                .toList());
    }

    private static KernelMessage message(String text) {
        return new KernelMessage(
                Channel.IOPUB, List.of(utf8(" "), utf8(" "), utf8(" "), utf8(text.length() > 100 ? text + "!" : text)));
    }

    private static List<String> texts(JournalReader reader) throws IOException {
        return items(reader).stream()
                .map(item -> item.number() + " " + text((Entry) item))
                .toList();
    }

    private static List<Item> items(JournalReader reader) throws IOException {
        try (reader) {
            List<Item> items = new ArrayList<>();
            Optional<Item> item = reader.poll();
            while (item.isPresent()) {
                items.add(item.get());
                item = reader.poll();
            }
            return items;
        }
    }

    private static String text(Entry entry) {
        try {
            ByteBuffer wire = entry.wire();
            return StandardCharsets.UTF_8
                    .decode(V1Frame.read(wire.position(wire.position() + 8)).content())
                    .toString();
        } catch (V1Frame.Malformed e) {
            throw new AssertionError(e);
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (Path segment : segments()) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
