package dev.atelier.gateway.contents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.contents.OwnContents.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted in the file browser can be brought back. */
class TrashTest {
    @TempDir
    Path folder;

    private OwnContents contents;
    private Path root;

    @BeforeEach
    void start() {
        contents = new OwnContents(folder);
        root = contents.root();
    }

    @AfterEach
    void stop() {
        contents.close();
    }

    private List<Path> deletions() throws IOException {
        if (!Files.isDirectory(root.resolve(".trash"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root.resolve(".trash"))) {
            return all.sorted().toList();
        }
    }

    @Test
    void aFolderGoesWithAllThatIsInIt() throws IOException {
        Files.createDirectories(root.resolve("work/data/deep"));
        Files.writeString(root.resolve("work/data/deep/a.txt"), "a");
        Files.writeString(root.resolve("work/data/.hidden"), "h");

        assertThat(contents.contents("DELETE", "work/data").status()).isEqualTo(204);

        assertThat(root.resolve("work")).isEmptyDirectory();
        Path back = deletions().getFirst().resolve("work/data");
        assertThat(back.resolve("deep/a.txt")).hasContent("a");
        assertThat(back.resolve(".hidden")).hasContent("h");
        Files.move(back, root.resolve("work/data"));
        assertThat(contents.contents("GET", "work/data/deep/a.txt").status()).isEqualTo(200);
    }

    @Test
    void aFileGoesAndItsCheckpointDoesNotMeetTheNextOne() throws IOException {
        for (String text : List.of("one", "two")) {
            contents.contents("PUT", "a.txt", OwnContents.text(text));
            contents.contents("POST", "a.txt/checkpoints");
            assertThat(contents.contents("DELETE", "a.txt").status()).isEqualTo(204);
        }
        contents.contents("PUT", "a.txt", OwnContents.text("three"));
        assertThat(contents.contents("GET", "a.txt/checkpoints").body()).isEmpty();
        assertThat(deletions()).hasSize(2);
        assertThat(deletions().getFirst().resolve("a.txt")).hasContent("one");
        assertThat(deletions().getLast().resolve("a.txt")).hasContent("two");
    }

    /** A body that nobody reads ends the connection, which has no room for the next request then. */
    @Test
    void anAnswerSaysThatItIsTheLastOfItsConnection() throws IOException {
        for (String text : List.of("one", "two", "three")) {
            contents.contents("PUT", "a.txt", OwnContents.text(text));
            OwnContents.Answer gone = contents.contents("DELETE", "a.txt", Map.of());
            assertThat(gone.status()).isEqualTo(204);
            assertThat(gone.response().headers().allValues("Connection")).containsExactly("close");
        }
        contents.contents("PUT", "a.txt", OwnContents.text("four"));
        assertThat(contents.contents("DELETE", "a.txt").response().headers().firstValue("Connection"))
                .isEmpty();
    }

    @Test
    void aLinkGoesAndWhatItLeadsToStays() throws IOException {
        Files.createDirectory(root.resolve("real"));
        Files.writeString(root.resolve("real/a.txt"), "a");
        Files.createSymbolicLink(root.resolve("link"), Path.of("real"));
        assertThat(contents.contents("DELETE", "link").status()).isEqualTo(204);
        assertThat(root.resolve("link")).doesNotExist();
        assertThat(root.resolve("real/a.txt")).hasContent("a");
    }

    @Test
    void nobodySeesItThroughTheApi() {
        contents.contents("PUT", "a.txt", OwnContents.text("one"));
        contents.contents("DELETE", "a.txt");
        assertThat(contents.contents("GET", "").body().path("content")).isEmpty();
        assertThat(contents.contents("GET", ".trash").status()).isEqualTo(404);
        assertThat(contents.contents("DELETE", ".trash").status()).isEqualTo(400);
        assertThat(contents.contents("DELETE", "missing").status()).isEqualTo(404);
    }

    @Test
    void itLeadsNowhereElse() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createSymbolicLink(root.resolve(".trash"), outside);
        Files.createDirectory(root.resolve("full"));
        Files.writeString(root.resolve("full/a.txt"), "a");

        Answer refused = contents.contents("DELETE", "full");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("full is not empty").contains("rm -r");
        assertThat(root.resolve("full/a.txt")).hasContent("a");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void whatIsOldGoesForGood() throws IOException {
        DateTimeFormatter names = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSSSSS'Z'");
        for (int days : List.of(31, 29)) {
            String name =
                    names.format(Instant.now().minus(Duration.ofDays(days)).atOffset(ZoneOffset.UTC));
            Files.createDirectories(root.resolve(".trash").resolve(name).resolve("old-" + days));
        }
        Files.createDirectories(root.resolve(".trash/somebody's own"));

        contents.contents("PUT", "a.txt", OwnContents.text("one"));
        contents.contents("DELETE", "a.txt");

        assertThat(deletions()).hasSize(3);
        assertThat(deletions().getFirst().resolve("old-29")).isDirectory();
        assertThat(deletions().getLast()).hasFileName("somebody's own");
    }

    @Test
    void moreThanAThousandAreNotKept() throws IOException {
        Instant begin = Instant.now().minus(Duration.ofDays(1));
        DateTimeFormatter names = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss-SSSSSS'Z'");
        for (int i = 0; i < 1005; i++) {
            Files.createDirectories(root.resolve(".trash")
                    .resolve(names.format(begin.plusSeconds(i).atOffset(ZoneOffset.UTC))));
        }
        contents.contents("PUT", "a.txt", OwnContents.text("one"));
        contents.contents("DELETE", "a.txt");
        assertThat(deletions()).hasSize(1000);
        assertThat(deletions().getLast().resolve("a.txt")).hasContent("one");
    }

    /** As somebody who keeps no trash has it: hidden entries count. */
    @Test
    void withoutTrashAFolderMustBeEmpty() throws IOException {
        try (OwnContents strict = new OwnContents(
                folder.resolve("strict"), c -> c.withDeletion(ContentsConfig.Deletion.EMPTY_FOLDERS_ONLY))) {
            Path full = Files.createDirectories(strict.root().resolve("full"));
            Files.createDirectories(full.resolve(".ipynb_checkpoints"));
            Path hidden = Files.writeString(full.resolve(".git"), "x");
            assertThat(strict.contents("DELETE", "full").status()).isEqualTo(400);
            assertThat(hidden).exists();
            Files.delete(hidden);
            assertThat(strict.contents("DELETE", "full").status()).isEqualTo(204);
            assertThat(full).doesNotExist();
        }
    }
}
