package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A share on a disk of 4 MiB, a home on one of 64, really full. */
@Tag("mount")
@Tag("root")
class FullDiskTest {
    @TempDir
    private Path folder;

    private Path share;
    private Atelier atelier;

    @BeforeEach
    void start() throws IOException {
        share = Files.createDirectories(folder.resolve("share"));
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", share.toString());
        atelier = Atelier.upOn(share);
    }

    @AfterEach
    void stop() {
        try {
            atelier.close();
        } finally {
            run("umount", share.toString());
        }
    }

    private void run(String... command) {
        Atelier.Result result = Atelier.execute(List.of(command), Map.of(), folder);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void aSaveIsRefusedAndTheOldFileStays() throws IOException {
        put("notes.txt", "old", 201);

        JsonNode refused = put("notes.txt", "x".repeat(5 << 20), 507);

        assertThat(refused.path("message").asText()).contains("notes.txt").containsIgnoringCase("full");
        assertThat(Files.readString(share.resolve("notes.txt"))).isEqualTo("old");
        try (var left = Files.list(share)) {
            assertThat(left.map(f -> f.getFileName().toString())).containsExactly("notes.txt");
        }
        put("notes.txt", "new", 200);
    }

    /** What people threw away is not worth a save. */
    @Test
    void aSaveTakesTheRoomOfTheTrash() throws IOException {
        put("old.bin", "x".repeat(2 << 20), 201);
        put("recent.txt", "recent", 201);
        for (String name : List.of("old.bin", "recent.txt")) {
            Kernel.request(atelier, "DELETE", "/api/contents/" + name, "", 204);
        }
        put("large.txt", "y".repeat(5 << 20), 507); // no trash would be enough for that
        assertThat(trash()).containsExactly("old.bin", "recent.txt");

        put("notes.txt", "z".repeat(3 << 20), 201);

        assertThat(Files.size(share.resolve("notes.txt"))).isEqualTo(3 << 20);
        assertThat(trash()).containsExactly("recent.txt");
    }

    private List<String> trash() throws IOException {
        try (var files = Files.walk(share.resolve(".trash"))) {
            return files.filter(Files::isRegularFile)
                    .map(f -> f.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aNotebookThatIsSavedWithoutRoomForItsCheckpointIsSaved() throws IOException {
        String body = "{\"type\":\"notebook\",\"content\":{\"cells\":[],\"nbformat\":4,\"nbformat_minor\":5,"
                + "\"metadata\":{\"x\":\"" + "x".repeat(3 << 20) + "\"}}}";
        Kernel.request(atelier, "PUT", "/api/contents/n.ipynb", body, 201);
        assertThat(Files.size(share.resolve("n.ipynb"))).isGreaterThan(3 << 20);
        assertThat(Kernel.request(atelier, "GET", "/api/contents/n.ipynb/checkpoints", "", 200))
                .isEmpty();
    }

    @Test
    void aCellThatWritesSaysSoAndTheKernelLives() {
        try (Kernel kernel = Kernel.open(atelier, "python3", "full.ipynb")) {
            Kernel.Outcome outcome = kernel.run("open('big', 'wb').write(bytes(5 << 20))");
            assertThat(outcome.failed()).isTrue();
            assertThat(outcome.error()).contains("No space left on device");
            assertThat(kernel.run("print(6 * 7)").stdout()).isEqualTo("42\n");
        }
    }

    /** A person may have another disk mounted in the share: nothing can be moved there from the share's own. */
    @Test
    void aFolderIsMadeOnAnotherDiskInTheShareToo() throws IOException {
        Path other = Files.createDirectories(share.resolve("other"));
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", other.toString());
        try {
            Kernel.request(atelier, "PUT", "/api/contents/other/made", "{\"type\":\"directory\"}", 201);
            assertThat(other.resolve("made")).isDirectory();
            assertThat(share).isDirectoryNotContaining("glob:**/.atelier-*");
        } finally {
            run("umount", other.toString());
        }
    }

    @Test
    void anInstanceIsNotHalfMadeWhereTheHomeIsFull() throws IOException {
        Path small = Files.createDirectories(folder.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", small.toString());
        try (Atelier full = Atelier.upIn(small)) {
            // Whoever fills the disk while the reserve is being written gets room back: it is given up again.
            await().untilAsserted(
                            () -> assertThat(full.home().resolve("reserve")).hasSize(4 << 20));
            Path filler = fill(small);

            Atelier.Result refused = full.run("compute", "create", "box1");

            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.output()).contains("full").contains("Make room");
            Files.delete(filler);
            assertThat(full.client().instances()).hasSize(1);
            assertThat(full.home().resolve("instances/box1")).doesNotExist();
            Atelier.Result made = full.run("compute", "create", "box1");
            assertThat(made.output()).contains("Running");
        } finally {
            run("umount", small.toString());
        }
    }

    /** That is what makes room, and what is left of it is kept for it. */
    @Test
    void anInstanceIsStoppedAndDeletedWhereTheHomeIsFull() throws IOException {
        Path small = Files.createDirectories(folder.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=128m", "tmpfs", small.toString());
        try (Atelier full = Atelier.upIn(small)) {
            assertThat(full.run("compute", "create", "box1").output()).contains("Running");
            await().untilAsserted(
                            () -> assertThat(full.home().resolve("reserve")).hasSize(8 << 20));
            fill(small);

            assertThat(full.run("compute", "stop", "box1").output()).contains("Stopped");
            Atelier.Result deleted = full.run("compute", "delete", "box1", "--yes");

            assertThat(deleted.exitCode()).as(deleted.output()).isZero();
            await().until(() -> full.client().instances().size() == 1);
            assertThat(full.home().resolve("instances/box1")).doesNotExist();
        } finally {
            run("umount", small.toString());
        }
    }

    private static Path fill(Path disk) throws IOException {
        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[1 << 12];
            assertThatThrownBy(() -> {
                        while (true) {
                            out.write(block);
                        }
                    })
                    .hasMessageContaining("No space left on device");
        }
        return filler;
    }

    private JsonNode put(String name, String text, int status) {
        String body = Json.write(Map.of("type", "file", "format", "text", "content", text));
        return Kernel.request(atelier, "PUT", "/api/contents/" + name, body, status);
    }
}
