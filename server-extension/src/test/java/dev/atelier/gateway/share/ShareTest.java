package dev.atelier.gateway.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {
    @TempDir
    Path folder;

    private Path root;
    private Path outside;
    private Share share;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        share = new Share(root);
    }

    private static SharePath at(String path) {
        return SharePath.of(path);
    }

    private String text(String path) throws IOException {
        try (var channel = share.read(at(path))) {
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void write(String path, String text) throws IOException {
        share.write(at(path), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void refused(int status, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(status));
    }

    @Test
    void writesAndReads() throws IOException {
        share.createFolder(at("a"));
        write("a/café ☕.txt", "one");
        write("a/café ☕.txt", "two");
        assertThat(text("a/café ☕.txt")).isEqualTo("two");
        assertThat(share.list(at("a"))).extracting(e -> e.path().text()).containsExactly("a/café ☕.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "./a", "a/.", "a\0b"})
    void knowsNoWayUp(String path) {
        refused(400, () -> at(path));
    }

    @Test
    void givesNothingFromOutsideThroughLinks() throws IOException {
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("folder"), outside);
        Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
        Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
        for (String path : List.of("file", "folder/secret", "folder", "loop", "up/outside/secret", "up")) {
            refused(404, () -> share.read(at(path)));
            refused(404, () -> share.entry(at(path)));
        }
        refused(404, () -> write("file", "x"));
        refused(404, () -> write("folder/new", "x"));
        refused(404, () -> share.createFolder(at("folder/new")));
        refused(404, () -> share.delete(at("folder/secret")));
        refused(404, () -> share.move(at("folder/secret"), at("mine")));
        assertThat(share.list(SharePath.ROOT)).isEmpty();
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void followsLinksInside() throws IOException {
        write("real", "one");
        Files.createSymbolicLink(root.resolve("link"), Path.of("real"));
        write("link", "two");
        assertThat(text("real")).isEqualTo("two");
        assertThat(root.resolve("link")).isSymbolicLink();
        share.delete(at("link"));
        assertThat(root.resolve("real")).exists();
    }

    @Test
    void holdsWhileSomebodySwapsFoldersForLinks() throws Exception {
        Files.createDirectory(root.resolve("swap"));
        Files.writeString(root.resolve("swap/secret"), "mine");
        whileSwapped(() -> {
            for (int i = 0; i < 3000; i++) {
                unlessGone(() -> assertThat(text("swap/secret")).isEqualTo("mine"));
                unlessGone(() -> write("swap/written", "x"));
            }
        });
        assertThat(outside.resolve("written")).doesNotExist();
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void makesMovesAndDeletesNothingOutsideMeanwhile() throws Exception {
        Files.createDirectory(root.resolve("swap"));
        Files.createDirectory(outside.resolve("kept"));
        whileSwapped(() -> {
            for (int i = 0; i < 1000; i++) {
                SharePath made = at("swap/made" + i);
                unlessGone(() -> share.createFolder(made));
                unlessGone(() -> share.delete(at("swap/kept")));
                unlessGone(() -> share.move(made, at("swap/moved" + made.name())));
                unlessGone(() -> share.move(at("swap/secret"), at("stolen")));
            }
        });
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(root.resolve("stolen")).doesNotExist();
        try (Stream<Path> there = Files.list(outside)) {
            assertThat(there.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("secret", "kept");
        }
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left.map(f -> f.getFileName().toString())).noneMatch(name -> name.startsWith(".atelier-"));
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void unlessGone(Attempt attempt) throws IOException {
        try {
            attempt.run();
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isIn(404, 403);
        }
    }

    /** While another thread puts a link that leads outside in the place of the folder {@code swap}, time and again. */
    private void whileSwapped(Attempt work) throws Exception {
        Path kept = root.resolve("kept");
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = Thread.ofPlatform().start(() -> {
            try {
                Path link = root.resolve("link");
                while (!stop.get()) {
                    Files.move(root.resolve("swap"), kept);
                    Files.deleteIfExists(link);
                    Files.createSymbolicLink(link, outside);
                    Files.move(link, root.resolve("swap"), StandardCopyOption.ATOMIC_MOVE);
                    Files.delete(root.resolve("swap"));
                    Files.move(kept, root.resolve("swap"));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            work.run();
        } finally {
            stop.set(true);
            swapper.join();
        }
    }

    @Test
    void keepsModeAndOwner() throws IOException {
        write("run.sh", "one");
        Files.setPosixFilePermissions(root.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
        Object owner = Files.getAttribute(root.resolve("run.sh"), "unix:uid", LinkOption.NOFOLLOW_LINKS);
        write("run.sh", "two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("run.sh"))))
                .isEqualTo("rwxr-x--x");
        assertThat(Files.getAttribute(root.resolve("run.sh"), "unix:uid")).isEqualTo(owner);
    }

    @Test
    void leavesTheOldBytesWhenTheDiskIsFull() throws IOException {
        write("a", "old");
        refused(
                507,
                () -> share.write(at("a"), out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("No space left on device");
                }));
        assertThat(text("a")).isEqualTo("old");
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).containsExactly(root.resolve("a"));
        }
    }

    @Test
    void movesAndDeletes() throws IOException {
        write("a", "one");
        write("b", "two");
        refused(409, () -> share.move(at("a"), at("b")));
        refused(404, () -> share.move(at("nothing"), at("c")));
        share.move(at("a"), at("c"));
        assertThat(text("c")).isEqualTo("one");
        share.createFolder(at("d"));
        write("d/x", "");
        refused(400, () -> share.delete(at("d")));
        refused(400, () -> share.move(at("d"), at("d/e")));
        refused(400, () -> share.delete(SharePath.ROOT));
        refused(404, () -> share.read(at("d")));
        refused(404, () -> share.read(at("c/below")));
        refused(409, () -> share.createFolder(at("c")));
        refused(400, () -> write("n".repeat(300), "x"));
    }

    /** To open it would wait for somebody at the other end. */
    @Test
    void aPipeIsNoFileToAppendTo() throws Exception {
        Path pipe = root.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> share.append(SharePath.of("pipe"), out -> out.write(1)))
                        .isInstanceOf(ProblemException.class));
    }

    @Test
    void aFolderIsMadeInPlaceAndNothingElse() throws Exception {
        share.createFolder(SharePath.of("made"));
        assertThat(root.resolve("made")).isEmptyDirectory();
        assertThatThrownBy(() -> share.createFolder(SharePath.of("made"))).hasMessageContaining("already exists");
        assertThatThrownBy(() -> share.createFolder(SharePath.of("no/such"))).isInstanceOf(ProblemException.class);
        try (var left = Files.list(root)) {
            assertThat(left.map(f -> f.getFileName().toString()).filter(n -> n.startsWith(".atelier-")))
                    .isEmpty();
        }
    }
}
