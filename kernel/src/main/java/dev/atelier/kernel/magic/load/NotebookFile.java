package dev.atelier.kernel.magic.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.message.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The code cells of a notebook of format 4, the one that Jupyter has written since 2015. */
final class NotebookFile {
    private NotebookFile() {}

    static Script script(String name, String text) {
        JsonNode notebook = parsed(name, text);
        requireJava(name, notebook);
        if (!notebook.path("cells").isArray()) {
            throw new MagicException(
                    name + " is no notebook of format 4: it has no cells. Open it in JupyterLab and save it.");
        }
        List<Script.Part> parts = new ArrayList<>();
        for (JsonNode cell : notebook.path("cells")) {
            if (cell.path("cell_type").asText().equals("code")) {
                parts.add(new Script.Part(source(cell.path("source")), name + " cell " + (parts.size() + 1)));
            }
        }
        return new Script(parts, List.of());
    }

    private static JsonNode parsed(String name, String text) {
        try {
            return Json.parse(text);
        } catch (IOException e) {
            throw new MagicException(name + " is no notebook: " + e.getMessage(), e);
        }
    }

    private static void requireJava(String name, JsonNode notebook) {
        JsonNode metadata = notebook.path("metadata");
        String language = metadata.path("language_info")
                .path("name")
                .asText(metadata.path("kernelspec").path("language").asText("java"));
        if (!language.equalsIgnoreCase("java")) {
            throw new MagicException(name + " is a notebook in " + language + ", and this kernel runs Java.");
        }
    }

    /** One text, or a list of lines that end with their line breaks. */
    private static String source(JsonNode source) {
        return source.isArray()
                ? StreamSupport.stream(source.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining())
                : source.asText();
    }
}
