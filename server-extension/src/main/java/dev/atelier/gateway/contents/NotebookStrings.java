package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Joins and splits the long strings of a notebook, in place (nbformat's {@code rejoin_lines} and {@code split_lines}). */
final class NotebookStrings {
    private static final Set<String> SPLIT_BESIDES_TEXT = Set.of("application/javascript", "image/svg+xml");
    private static final Set<String> WITH_DATA = Set.of("execute_result", "display_data");

    private NotebookStrings() {}

    static void join(ObjectNode notebook) {
        for (JsonNode cell : notebook.path("cells")) {
            joinField(cell, "source");
            cell.path("attachments").forEach(NotebookStrings::joinBundle);
            if (isCode(cell)) {
                for (JsonNode output : cell.path("outputs")) {
                    if (WITH_DATA.contains(output.path("output_type").asText())) {
                        joinBundle(output.path("data"));
                    } else {
                        joinField(output, "text");
                    }
                }
            }
        }
    }

    static void split(ObjectNode notebook) {
        for (JsonNode cell : notebook.path("cells")) {
            splitField(cell, "source");
            cell.path("attachments").forEach(NotebookStrings::splitBundle);
            if (isCode(cell)) {
                for (JsonNode output : cell.path("outputs")) {
                    String type = output.path("output_type").asText();
                    if (WITH_DATA.contains(type)) {
                        splitBundle(output.path("data"));
                    } else if (type.equals("stream")) {
                        splitField(output, "text");
                    }
                }
            }
        }
    }

    private static boolean isCode(JsonNode cell) {
        return cell.path("cell_type").asText().equals("code");
    }

    private static void joinBundle(JsonNode bundle) {
        for (Map.Entry<String, JsonNode> entry : List.copyOf(bundle.properties())) {
            String type = entry.getKey();
            boolean json =
                    type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
            if (!json) {
                joinField(bundle, type);
            }
        }
    }

    private static void splitBundle(JsonNode bundle) {
        for (Map.Entry<String, JsonNode> entry : List.copyOf(bundle.properties())) {
            if (entry.getKey().startsWith("text/") || SPLIT_BESIDES_TEXT.contains(entry.getKey())) {
                splitField(bundle, entry.getKey());
            }
        }
    }

    private static void joinField(JsonNode parent, String field) {
        if (parent instanceof ObjectNode object && object.path(field) instanceof ArrayNode lines) {
            StringBuilder whole = new StringBuilder();
            for (JsonNode line : lines) {
                if (!line.isTextual()) {
                    return;
                }
                whole.append(line.textValue());
            }
            object.put(field, whole.toString());
        }
    }

    private static void splitField(JsonNode parent, String field) {
        if (parent instanceof ObjectNode object && object.path(field).isTextual()) {
            String whole = object.path(field).textValue();
            ArrayNode lines = object.putArray(field);
            int start = 0;
            for (int i = 0; i < whole.length(); i++) {
                if (endsLine(whole, i)) {
                    lines.add(whole.substring(start, i + 1));
                    start = i + 1;
                }
            }
            if (start < whole.length()) {
                lines.add(whole.substring(start));
            }
        }
    }

    /** The line ends of Python's {@code splitlines}, which are more than Java's. */
    private static boolean endsLine(String text, int at) {
        return switch (text.charAt(at)) {
            case '\n', 0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029 -> true;
            case '\r' -> at + 1 == text.length() || text.charAt(at + 1) != '\n';
            default -> false;
        };
    }
}
