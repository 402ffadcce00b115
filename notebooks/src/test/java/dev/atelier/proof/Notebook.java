package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;

/** A tutorial, run cell by cell on the Java kernel behind a running gateway. */
final class Notebook {
    private Notebook() {}

    /** Everything that its cells showed; each of them must succeed. */
    static String run(Atelier atelier, String name) throws IOException {
        Files.copy(
                Atelier.ROOT.resolve("notebooks").resolve(name), atelier.share().resolve(name));
        JsonNode notebook = Json.read(Files.readString(atelier.share().resolve(name)), JsonNode.class);
        StringBuilder shown = new StringBuilder();
        try (Kernel kernel = Kernel.open(atelier, "java", name)) {
            for (JsonNode cell : notebook.path("cells")) {
                if (cell.path("cell_type").asText().equals("code")) {
                    String code = source(cell);
                    Kernel.Outcome outcome = kernel.run(code);
                    assertThat(outcome.failed())
                            .as("%s%nended with %s%n%s", code, outcome.error(), outcome.outputs())
                            .isFalse();
                    shown.append(outcome.stdout()).append(outcome.shown()).append('\n');
                }
            }
        }
        return shown.toString();
    }

    private static String source(JsonNode cell) {
        StringBuilder text = new StringBuilder();
        cell.path("source").forEach(line -> text.append(line.asText()));
        return text.toString();
    }
}
