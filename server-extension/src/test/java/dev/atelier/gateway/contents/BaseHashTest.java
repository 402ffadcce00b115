package dev.atelier.gateway.contents;

import static dev.atelier.gateway.contents.OwnContents.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.gateway.contents.OwnContents.Answer;
import dev.atelier.gateway.share.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Saves that say which bytes they are based on: whoever comes too late overwrites nothing. */
class BaseHashTest {
    private static final int WRITERS = 24;
    private static final int ROUNDS = 20;

    @TempDir
    Path folder;

    private OwnContents contents;

    @BeforeEach
    void start() {
        contents = new OwnContents(folder);
    }

    @AfterEach
    void stop() {
        contents.close();
    }

    private static String hash(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static ObjectNode based(String base, String content) {
        return text(content).put("base_hash", hash(base));
    }

    private String onDisk(String path) throws IOException {
        return Files.readString(contents.root().resolve(path));
    }

    @Test
    void aSaveOnTopOfWhatIsThereGoesAhead() throws IOException {
        contents.contents("PUT", "a.txt", text("one"));
        String base = contents.contents("GET", "a.txt?content=0&hash=1")
                .body()
                .path("hash")
                .asText();

        Answer second = contents.contents("PUT", "a.txt", text("two").put("base_hash", base));
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body().path("hash").asText()).isEqualTo(hash("two"));
        assertThat(second.body().path("hash_algorithm").asText()).isEqualTo("sha256");

        ObjectNode third = text("three").put("base_hash", hash("two").toUpperCase(Locale.ROOT));
        assertThat(contents.contents("PUT", "a.txt", third).status()).isEqualTo(200);
        assertThat(onDisk("a.txt")).isEqualTo("three");
    }

    @Test
    void whatSomebodyElseWroteStays() throws IOException {
        contents.contents("PUT", "a.txt", text("one"));
        Files.writeString(contents.root().resolve("a.txt"), "from a kernel");

        Answer late = contents.contents("PUT", "a.txt", based("one", "mine"));

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.message()).contains("a.txt was changed");
        assertThat(late.body().path("reason").asText()).isEqualTo("file changed");
        assertThat(onDisk("a.txt")).isEqualTo("from a kernel");
        try (var left = Files.list(contents.root())) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void aFileThatIsGoneIsNotMadeAgain() {
        contents.contents("PUT", "a.txt", text("one"));
        contents.contents(
                "PATCH", "a.txt", ContentsJson.MAPPER.createObjectNode().put("path", "b.txt"));

        Answer late = contents.contents("PUT", "a.txt", based("one", "mine"));

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.message()).contains("deleted or renamed");
        assertThat(contents.root().resolve("a.txt")).doesNotExist();
    }

    /** The hash is that of the disk's bytes, not that of the body: the notebook is written with sorted keys and split lines. */
    @Test
    void aNotebooksAnswerHasTheNextBase() {
        ObjectNode notebook = ContentsJson.MAPPER.createObjectNode().put("type", "notebook");
        notebook.set("content", Notebook.empty().root());
        contents.contents("PUT", "n.ipynb", notebook);
        String base = contents.contents("GET", "n.ipynb?content=0&hash=1")
                .body()
                .path("hash")
                .asText();
        for (int i = 0; i < 3; i++) {
            notebook.withObject("/content/metadata").put("count", i);
            Answer saved = contents.contents("PUT", "n.ipynb", notebook.put("base_hash", base));
            assertThat(saved.status()).isEqualTo(200);
            String next = saved.body().path("hash").asText();
            assertThat(next).isNotEqualTo(base);
            assertThat(contents.contents("PUT", "n.ipynb", notebook).status()).isEqualTo(409);
            base = next;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "zz", "../../etc/passwd"})
    void whatIsNoHashIsRefused(String base) {
        contents.contents("PUT", "a.txt", text("one"));
        Answer refused = contents.contents("PUT", "a.txt", text("two").put("base_hash", base));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("64 hexadecimal digits");
    }

    @Test
    void withoutABaseTheLastOneWins() {
        contents.contents("PUT", "a.txt", text("one"));
        Answer saved = contents.contents("PUT", "a.txt", text("two").putNull("base_hash"));
        assertThat(saved.status()).isEqualTo(200);
        assertThat(saved.body().path("hash").isNull()).isTrue();
        ObjectNode made = ContentsJson.MAPPER.createObjectNode().put("type", "directory");
        assertThat(contents.contents("PUT", "made", made.put("base_hash", hash("one")))
                        .status())
                .isEqualTo(400);
    }

    /** Half of them come by a link, which is another path to the same bytes. */
    @Test
    void ofManyWithTheSameBaseOneWins() throws Exception {
        contents.contents("PUT", "a.txt", text("start"));
        Files.createSymbolicLink(contents.root().resolve("link.txt"), Path.of("a.txt"));
        String now = "start";
        for (int round = 0; round < ROUNDS; round++) {
            String base = now;
            String mark = "round " + round + " writer ";
            List<Answer> answers = atOnce(i ->
                    contents.contents("PUT", i % 2 == 0 ? "a.txt" : "link.txt", based(base, (mark + i).repeat(1000))));
            List<Integer> winners = IntStream.range(0, WRITERS)
                    .filter(i -> answers.get(i).status() == 200)
                    .boxed()
                    .toList();
            assertThat(winners).hasSize(1);
            assertThat(answers).extracting(Answer::status).containsOnly(200, 409);
            now = onDisk("a.txt");
            assertThat(now).isEqualTo((mark + winners.getFirst()).repeat(1000));
        }
        assertThat(contents.root().resolve("link.txt")).isSymbolicLink();
    }

    @Test
    void whoeverRenamesOrDeletesIsSeenToo() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "n" + round + ".txt";
            contents.contents("PUT", name, text("one"));
            List<Answer> answers = atOnce(i -> i % 2 == 0
                    ? contents.contents("PUT", name, based("one", "writer " + i))
                    : contents.contents("DELETE", name));
            long saved = answers.stream().filter(a -> a.status() == 200).count();
            assertThat(saved).isLessThanOrEqualTo(1);
            assertThat(answers).extracting(Answer::status).contains(204).isSubsetOf(200, 204, 404, 409);
            assertThat(contents.root().resolve(name)).doesNotExist();
        }
    }

    /** New notebooks and copies get a name each. */
    @Test
    void untitledFilesNeverMeet() throws Exception {
        contents.contents("PUT", "a.txt", text("one"));
        ObjectNode copy = ContentsJson.MAPPER.createObjectNode().put("copy_from", "a.txt");
        ObjectNode notebook = ContentsJson.MAPPER.createObjectNode().put("type", "notebook");
        ObjectNode made = ContentsJson.MAPPER.createObjectNode().put("type", "directory");
        List<Answer> answers = atOnce(
                i -> contents.contents("POST", "", List.of(copy, notebook, made).get(i % 3)));
        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers).extracting(a -> a.body().path("path").asText()).doesNotHaveDuplicates();
    }

    private interface Write {
        Answer by(int writer);
    }

    private static List<Answer> atOnce(Write write) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> tasks = IntStream.range(0, WRITERS)
                    .<Callable<Answer>>mapToObj(i -> () -> write.by(i))
                    .toList();
            List<Future<Answer>> done = threads.invokeAll(tasks);
            return done.stream().map(Future::resultNow).toList();
        }
    }
}
