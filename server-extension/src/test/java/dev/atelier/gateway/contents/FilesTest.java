package dev.atelier.gateway.contents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.contents.OwnContents.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /files} with ranges and conditions, as RFC 9110 has them. */
class FilesTest {
    @TempDir
    Path folder;

    private OwnContents contents;

    @BeforeEach
    void start() throws IOException {
        contents = new OwnContents(folder);
        Files.writeString(contents.root().resolve("a.txt"), "0123456789");
    }

    @AfterEach
    void stop() {
        contents.close();
    }

    private static String text(Answer answer) {
        return new String(answer.response().body(), StandardCharsets.UTF_8);
    }

    private static Optional<String> header(Answer answer, String name) {
        return answer.response().headers().firstValue(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=2-4 | 206 | 234 | bytes 2-4/10",
                "bytes=7- | 206 | 789 | bytes 7-9/10",
                "bytes=-3 | 206 | 789 | bytes 7-9/10",
                "bytes=-99 | 206 | 0123456789 | bytes 0-9/10",
                "bytes=5-99 | 206 | 56789 | bytes 5-9/10",
                "bytes=10- | 416 | '' | bytes */10",
                "bytes=-0 | 416 | '' | bytes */10",
                // What is malformed, or several at once, which nobody must support, gets the whole.
                "bytes=0-1,4-5 | 200 | 0123456789 |",
                "bytes=4-2 | 200 | 0123456789 |",
                "bytes=x | 200 | 0123456789 |",
                "lines=1-2 | 200 | 0123456789 |",
            })
    void ranges(String range, int status, String body, String contentRange) {
        Answer answer = contents.files("GET", "a.txt", "Range", range);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(text(answer)).isEqualTo(body);
        assertThat(header(answer, "Content-Range")).isEqualTo(Optional.ofNullable(contentRange));
    }

    @Test
    void aRangeOfAFileThatHasChangedIsTheWhole() throws IOException {
        String tag = header(contents.files("GET", "a.txt"), "ETag").orElseThrow();
        assertThat(text(contents.files("GET", "a.txt", "Range", "bytes=0-1", "If-Range", tag)))
                .isEqualTo("01");
        Files.writeString(contents.root().resolve("a.txt"), "another text");
        Answer changed = contents.files("GET", "a.txt", "Range", "bytes=0-1", "If-Range", tag);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(text(changed)).isEqualTo("another text");
        String date = header(changed, "Last-Modified").orElseThrow();
        assertThat(contents.files("GET", "a.txt", "Range", "bytes=0-1", "If-Range", date)
                        .status())
                .isEqualTo(200); // a second is too coarse to say that nothing changed
    }

    @Test
    void whatTheClientHasIsNotSentAgain() {
        String tag = header(contents.files("GET", "a.txt"), "ETag").orElseThrow();
        for (String known : new String[] {tag, "\"other\", " + tag, "W/" + tag, "*"}) {
            Answer answer = contents.files("GET", "a.txt", "If-None-Match", known);
            assertThat(answer.status()).as(known).isEqualTo(304);
            assertThat(text(answer)).isEmpty();
        }
        assertThat(contents.files("GET", "a.txt", "If-None-Match", "\"other\"").status())
                .isEqualTo(200);
    }

    @Test
    void headSaysWhatGetWould() {
        Answer head = contents.files("HEAD", "a.txt");
        Answer get = contents.files("GET", "a.txt");
        assertThat(text(head)).isEmpty();
        for (String name : new String[] {"Content-Length", "Content-Type", "ETag", "Last-Modified", "Accept-Ranges"}) {
            assertThat(header(head, name)).as(name).isPresent().isEqualTo(header(get, name));
        }
        Answer part = contents.files("HEAD", "a.txt", "Range", "bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(header(part, "Content-Length")).contains("3");
    }

    @Test
    void anEmptyFileHasNoRange() throws IOException {
        Files.createFile(contents.root().resolve("empty"));
        assertThat(contents.files("GET", "empty").status()).isEqualTo(200);
        assertThat(contents.files("GET", "empty", "Range", "bytes=0-").status()).isEqualTo(416);
    }

    @Test
    void aDownloadNamesTheFileAndNothingElse() throws IOException {
        Files.writeString(contents.root().resolve("böse\"; x=y.txt"), "x");
        Answer answer = contents.files("GET", "böse\"; x=y.txt?download=1");
        assertThat(header(answer, "Content-Disposition"))
                .contains("attachment; filename*=utf-8''b%C3%B6se%22%3B%20x%3Dy.txt");
    }
}
