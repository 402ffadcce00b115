package dev.atelier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import java.util.Base64;
import java.util.Random;

/** Notebooks as people have them, the same ones for the same seed. */
final class Notebooks {
    private final Random random;

    Notebooks(long seed) {
        this.random = new Random(seed);
    }

    /** Cells of code with printed lines, some with a table, some with a picture, until it has so many bytes. */
    ObjectNode make(int bytes) {
        ObjectNode notebook = Json.mapper().createObjectNode();
        notebook.put("nbformat", 4).put("nbformat_minor", 5).putObject("metadata");
        ArrayNode cells = notebook.putArray("cells");
        int written = 0;
        for (int i = 0; written < bytes; i++) {
            ObjectNode cell = cells.addObject().put("cell_type", "code").put("id", "cell-" + i);
            cell.put("execution_count", i)
                    .put("source", "values = load(" + i + ")\nfor value in values:\n    print(value)\n");
            cell.putObject("metadata");
            ArrayNode outputs = cell.putArray("outputs");
            outputs.addObject()
                    .put("output_type", "stream")
                    .put("name", "stdout")
                    .put("text", lines(40));
            ObjectNode shown = outputs.addObject().put("output_type", "display_data");
            shown.putObject("metadata");
            ObjectNode data = shown.putObject("data").put("text/plain", "<Figure size 640x480 with 1 Axes>");
            if (i % 4 == 3) {
                data.put("image/png", base64(Math.min(60_000, bytes / 4)));
            } else {
                data.put("text/html", "<table>\n" + lines(30) + "</table>\n");
            }
            written += length(cell);
        }
        return notebook;
    }

    private static int length(JsonNode node) {
        return node.toString().length();
    }

    private String lines(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("epoch ")
                    .append(i)
                    .append(" loss ")
                    .append(random.nextDouble())
                    .append(" \"ok\"\n");
        }
        return lines.toString();
    }

    private String base64(int length) {
        byte[] bytes = new byte[length * 3 / 4];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
