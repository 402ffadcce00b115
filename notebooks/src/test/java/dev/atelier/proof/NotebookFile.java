package dev.atelier.proof;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A notebook as it lies on disk, with the outputs that somebody who ran it wrote into it. */
record NotebookFile(JsonNode json) {

    static NotebookFile read(Path file) throws IOException {
        return new NotebookFile(Json.read(Files.readString(file), JsonNode.class));
    }

    /** Its code cells, in order. */
    List<Cell> code() {
        return elements(json.path("cells"))
                .filter(cell -> cell.path("cell_type").asText().equals("code"))
                .map(Cell::new)
                .toList();
    }

    Cell cell(String id) {
        return code().stream()
                .filter(cell -> cell.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no code cell " + id + "."));
    }

    record Cell(JsonNode json) {
        String id() {
            return json.path("id").asText();
        }

        boolean tagged(String tag) {
            return elements(json.path("metadata").path("tags"))
                    .anyMatch(each -> each.asText().equals(tag));
        }

        /** What it showed, in order. */
        List<Shown> shown() {
            return outputs("display_data", "execute_result")
                    .map(output -> new Shown(output.path("data")))
                    .toList();
        }

        /** The last thing that it showed, as that type. */
        String shown(String mimeType) {
            if (shown().isEmpty()) {
                throw new AssertionError("The cell " + id() + " showed nothing: " + json.path("outputs"));
            }
            return shown().getLast().as(mimeType);
        }

        String stream(String name) {
            return outputs("stream")
                    .filter(output -> output.path("name").asText().equals(name))
                    .map(output -> text(output.path("text")))
                    .collect(Collectors.joining());
        }

        boolean failed() {
            return outputs("error").findAny().isPresent();
        }

        /** The traceback without its colours; empty when it did not fail. */
        String error() {
            return outputs("error")
                    .flatMap(output -> elements(output.path("traceback")))
                    .map(line -> line.asText().replaceAll("\u001b\\[[0-9;]*m", ""))
                    .collect(Collectors.joining("\n"));
        }

        private Stream<JsonNode> outputs(String... types) {
            return elements(json.path("outputs"))
                    .filter(output ->
                            List.of(types).contains(output.path("output_type").asText()));
        }
    }

    /** @param data MIME type to content */
    record Shown(JsonNode data) {
        /** Empty when there is none of that type. */
        String as(String mimeType) {
            return text(data.path(mimeType));
        }

        JsonNode tree(String mimeType) {
            return data.path(mimeType);
        }
    }

    /** A text, or its lines as Jupyter stores them. */
    private static String text(JsonNode node) {
        return node.isArray() ? elements(node).map(JsonNode::asText).collect(Collectors.joining()) : node.asText();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
