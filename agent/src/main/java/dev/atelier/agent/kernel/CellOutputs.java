package dev.atelier.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The outputs of one cell as a notebook holds them (nbformat 4), made from what its kernel says on iopub: texts of one stream
 * joined, displays drawn anew in place, {@code clear_output} obeyed. Bounded; what comes first goes first. One thread.
 */
final class CellOutputs {
    /** In characters, of all outputs together; an agent has a heap of 64 MB. */
    static final int BOUND = 2 << 20;

    private final List<Output> outputs = new ArrayList<>();
    private long size;
    private boolean missing;
    private boolean clearNext;

    /** An output, and the display that may be drawn anew in it. */
    private sealed interface Output {
        long size();

        record Stream(String name, StringBuilder text) implements Output {
            @Override
            public long size() {
                return text.length();
            }
        }

        record Other(ObjectNode json, Optional<String> display, long size) implements Output {}
    }

    /** Something that belongs to this cell. @return whether it was one of a cell's outputs */
    boolean add(String type, JsonNode content, int characters) {
        switch (type) {
            case "stream" ->
                stream(
                        content.path("name").asText("stdout"),
                        content.path("text").asText());
            case "display_data", "execute_result" -> other(bundle(type, content), display(content), characters);
            case "error" ->
                other(picked("error", content, "ename", "evalue", "traceback"), Optional.empty(), characters);
            case "clear_output" -> clear(content.path("wait").asBoolean());
            default -> {
                return false;
            }
        }
        shorten();
        return true;
    }

    /** A display is drawn anew, by whichever cell; it may be shown here. */
    void update(JsonNode content, int characters) {
        Optional<String> display = display(content);
        for (int i = 0; i < outputs.size() && display.isPresent(); i++) {
            if (outputs.get(i) instanceof Output.Other shown && shown.display().equals(display)) {
                ObjectNode drawn = shown.json().deepCopy();
                drawn.set("data", object(content.path("data")));
                drawn.set("metadata", object(content.path("metadata")));
                outputs.set(i, new Output.Other(drawn, display, characters));
                size += characters - shown.size();
            }
        }
        shorten();
    }

    /** Says that something is missing before whatever comes next. */
    void gap() {
        missing = true;
    }

    /** As {@code outputs} of a code cell. */
    List<ObjectNode> json() {
        List<ObjectNode> all = new ArrayList<>();
        if (missing) {
            all.add(stream("stderr", new StringBuilder("Earlier outputs of this cell are not kept.\n")));
        }
        for (Output output : outputs) {
            all.add(
                    switch (output) {
                        case Output.Stream stream -> stream(stream.name(), stream.text());
                        case Output.Other other -> other.json();
                    });
        }
        return all;
    }

    private static ObjectNode stream(String name, StringBuilder text) {
        return Json.mapper()
                .createObjectNode()
                .put("output_type", "stream")
                .put("name", name)
                .put("text", text.toString());
    }

    private void stream(String name, String text) {
        clearIfWanted();
        size += text.length();
        if (!outputs.isEmpty()
                && outputs.getLast() instanceof Output.Stream last
                && last.name().equals(name)) {
            last.text().append(text);
        } else {
            outputs.add(new Output.Stream(name, new StringBuilder(text)));
        }
    }

    private void other(ObjectNode json, Optional<String> display, int characters) {
        clearIfWanted();
        size += characters;
        outputs.add(new Output.Other(json, display, characters));
    }

    private void clear(boolean wait) {
        clearNext = wait;
        if (!wait) {
            empty();
        }
    }

    private void clearIfWanted() {
        if (clearNext) {
            clearNext = false;
            empty();
        }
    }

    private void empty() {
        outputs.clear();
        size = 0;
        missing = false;
    }

    private void shorten() {
        while (size > BOUND) {
            missing = true;
            long over = size - BOUND;
            Output first = outputs.getFirst();
            if (first instanceof Output.Stream stream && stream.size() > over) {
                int line = stream.text().indexOf("\n", (int) over) + 1;
                int cut = line == 0 ? (int) over : line;
                stream.text().delete(0, cut);
                size -= cut;
            } else {
                outputs.removeFirst();
                size -= first.size();
            }
        }
    }

    private static ObjectNode bundle(String type, JsonNode content) {
        ObjectNode json = Json.mapper().createObjectNode().put("output_type", type);
        json.set("data", object(content.path("data")));
        json.set("metadata", object(content.path("metadata")));
        if (type.equals("execute_result")) {
            json.set("execution_count", content.path("execution_count"));
        }
        return json;
    }

    private static ObjectNode picked(String type, JsonNode content, String... fields) {
        ObjectNode json = Json.mapper().createObjectNode().put("output_type", type);
        for (String field : fields) {
            json.set(field, content.path(field));
        }
        return json;
    }

    private static JsonNode object(JsonNode value) {
        return value.isObject() ? value : Json.mapper().createObjectNode();
    }

    private static Optional<String> display(JsonNode content) {
        return Optional.of(content.path("transient").path("display_id"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText);
    }
}
