package dev.atelier.gateway.contents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.gateway.contents.OwnContents.Answer;
import dev.atelier.gateway.share.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads in chunks: whole, in order, or not at all. */
class UploadsTest {
    @TempDir
    Path folder;

    private OwnContents contents;

    @BeforeEach
    void start() {
        contents = new OwnContents(folder, c -> new ContentsConfig(c.basePath(), 1000, c.maxBody(), c.deletion()));
    }

    @AfterEach
    void stop() {
        contents.close();
    }

    private static ObjectNode chunk(int number, String content) {
        return OwnContents.text(content).put("chunk", number);
    }

    private Answer put(int number, String content) {
        return contents.contents("PUT", "up.txt", chunk(number, content));
    }

    private void lies(String text) throws IOException {
        assertThat(contents.root().resolve("up.txt")).hasContent(text);
        try (var all = Files.list(contents.root())) {
            assertThat(all.map(f -> f.getFileName().toString())).containsExactly("up.txt");
        }
    }

    @Test
    void chunksBecomeAFileWithTheLastOne() throws IOException {
        contents.contents("PUT", "up.txt", OwnContents.text("old"));
        assertThat(put(1, "a").status()).isEqualTo(200);
        assertThat(put(2, "b").body().path("name").asText()).isEqualTo("up.txt");
        assertThat(contents.root().resolve("up.txt")).hasContent("old");
        assertThat(put(-1, "c").body().path("size").asInt()).isEqualTo(3);
        lies("abc");
    }

    @Test
    void aChunkThatDoesNotComeNextIsRefusedAndTheUploadGoesOn() throws IOException {
        put(1, "a");
        for (int wrong : new int[] {3, 100}) {
            Answer refused = put(wrong, "x");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.message()).contains("Chunk 2 of up.txt comes next, not " + wrong);
        }
        put(2, "b");
        assertThat(put(2, "b").message()).contains("Chunk 3 of up.txt comes next, not 2");
        assertThat(put(-1, "c").status()).isEqualTo(200);
        lies("abc");
    }

    @Test
    void whatWasNeverBegunIsRefused() {
        for (int number : new int[] {2, -1}) {
            Answer refused = put(number, "x");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.message()).contains("Begin the upload again");
        }
        assertThat(contents.root()).isEmptyDirectory();
        for (int number : new int[] {0, -2}) {
            assertThat(put(number, "x").message()).contains("A chunk's number is");
        }
    }

    @Test
    void aFirstChunkBeginsAnew() throws IOException {
        put(1, "lost");
        put(1, "a");
        put(-1, "b");
        lies("ab");
    }

    @Test
    void twoPeoplesChunksDoNotMix() throws IOException {
        put(1, "mine ");
        contents.contentsAs("contributor", "PUT", "up.txt", chunk(1, "theirs "));
        put(2, "mine ");
        contents.contentsAs("contributor", "PUT", "up.txt", chunk(2, "theirs "));
        contents.contentsAs("contributor", "PUT", "up.txt", chunk(-1, "theirs"));
        assertThat(contents.root().resolve("up.txt")).hasContent("theirs theirs theirs");
        put(-1, "mine");
        lies("mine mine mine");
    }

    @Test
    void anUploadThatGrowsTooLargeIsRemoved() {
        put(1, "x".repeat(600));
        assertThat(put(2, "x".repeat(600)).status()).isEqualTo(413);
        assertThat(contents.root()).isEmptyDirectory();
    }

    @Test
    void theBaseIsLookedAtFirstAndLast() throws IOException {
        contents.contents("PUT", "up.txt", OwnContents.text("old"));
        String base = Sha256.of("old".getBytes(StandardCharsets.UTF_8)).hex();
        assertThat(contents.contents("PUT", "up.txt", chunk(1, "a").put("base_hash", base.replace('0', '1')))
                        .status())
                .isEqualTo(409);
        assertThat(contents.contents("PUT", "up.txt", chunk(1, "a").put("base_hash", base))
                        .status())
                .isEqualTo(200);
        Files.writeString(contents.root().resolve("up.txt"), "from a kernel");
        assertThat(put(-1, "b").status()).isEqualTo(409);
        lies("from a kernel");
    }

    @Test
    void whatAKilledGatewayLeftGoesWithTheNextUpload() throws IOException {
        Path left = Files.writeString(contents.root().resolve(".~0.upload"), "x");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        put(1, "a");
        put(-1, "b");
        lies("ab");
    }
}
