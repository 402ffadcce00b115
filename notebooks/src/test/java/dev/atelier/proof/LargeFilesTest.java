package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is large, in the memory that a gateway has as {@code ./atelier up} starts it. */
class LargeFilesTest {
    private static final int MEGABYTE = 1 << 20;

    private static Atelier atelier;

    @BeforeAll
    static void start() {
        atelier = Atelier.up();
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    /** Half a picture, half printed lines, which are stored line by line. */
    private static ObjectNode notebook(int megabytes) {
        ObjectNode notebook = Json.mapper().createObjectNode();
        notebook.put("nbformat", 4).put("nbformat_minor", 5).putObject("metadata");
        ArrayNode cells = notebook.putArray("cells");
        String line = "0123456789 ".repeat(9) + "\n";
        for (int i = 0; i < megabytes / 2; i++) {
            ObjectNode cell = cells.addObject();
            cell.put("cell_type", "code")
                    .put("id", "c" + i)
                    .put("source", "run()\n")
                    .putNull("execution_count");
            cell.putObject("metadata");
            ArrayNode outputs = cell.putArray("outputs");
            outputs.addObject()
                    .put("output_type", "stream")
                    .put("name", "stdout")
                    .put("text", line.repeat(MEGABYTE / line.length()));
            ObjectNode picture = outputs.addObject().put("output_type", "display_data");
            picture.putObject("metadata");
            picture.putObject("data").put("image/png", "iVBORw0K".repeat(MEGABYTE / 8));
        }
        return notebook;
    }

    private static JsonNode request(String method, String path, String body, int status) {
        return Kernel.request(atelier, method, "/api/contents/" + path, body, status);
    }

    private static String save(ObjectNode notebook) {
        ObjectNode model = Json.mapper().createObjectNode().put("type", "notebook");
        model.set("content", notebook);
        return Json.write(model);
    }

    @Test
    void aNotebookOfFiftyMegabytesIsSavedAndOpened() throws Exception {
        ObjectNode notebook = notebook(50);
        String body = save(notebook);
        request("PUT", "large.ipynb", body, 201);
        assertThat(Files.size(atelier.share().resolve("large.ipynb"))).isGreaterThan(50L * MEGABYTE);

        // Several at once: some of them wait, none is refused, and the gateway lives.
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<JsonNode>> wishes = List.of(
                    () -> request("GET", "large.ipynb", "", 200),
                    () -> request("GET", "large.ipynb?hash=1", "", 200),
                    () -> request("PUT", "large.ipynb", body, 200));
            for (Future<JsonNode> answer : people.invokeAll(wishes)) {
                assertThat(answer.get().path("type").asText()).isEqualTo("notebook");
            }
        }
        JsonNode content = request("GET", "large.ipynb", "", 200).path("content");
        for (JsonNode cell : content.path("cells")) {
            ((ObjectNode) cell.path("metadata")).remove("trusted");
        }
        assertThat(content.equals(notebook))
                .as("what came back is what was saved")
                .isTrue();
    }

    @Test
    void aFolderOfTenThousandFilesIsListed() throws IOException {
        Path folder = Files.createDirectory(atelier.share().resolve("many"));
        for (int i = 0; i < 10_000; i++) {
            Files.writeString(folder.resolve("file-" + i + ".txt"), "x");
        }
        JsonNode listed = request("GET", "many", "", 200);
        assertThat(listed.path("content")).hasSize(10_000);
        request("DELETE", "many", "", 204);
        assertThat(folder).doesNotExist();
        try (Stream<Path> kept = Files.walk(atelier.share().resolve(".trash"))) {
            assertThat(kept.filter(Files::isRegularFile)).hasSize(10_000);
        }
    }
}
