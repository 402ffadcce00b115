package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The long strings of a notebook: joined in place, and where they are to be split (nbformat's {@code rejoin_lines} and
 * {@code split_lines}).
 */
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
                    if (hasData(output.path("output_type").asText())) {
                        joinBundle(output.path("data"));
                    } else {
                        joinField(output, "text");
                    }
                }
            }
        }
    }

    static boolean isCode(JsonNode cell) {
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

    /** Whether an output of this type has its contents by media type. */
    static boolean hasData(String outputType) {
        return WITH_DATA.contains(outputType);
    }

    /** Whether a string of this media type is a list of lines on the disk. */
    static boolean isSplitType(String mediaType) {
        return mediaType.startsWith("text/") || SPLIT_BESIDES_TEXT.contains(mediaType);
    }

    private static void joinField(JsonNode parent, String field) {
        if (parent instanceof ObjectNode object && object.path(field) instanceof ArrayNode lines) {
            int length = 0;
            for (JsonNode line : lines) {
                if (!line.isTextual()) {
                    return;
                }
                length += line.textValue().length();
            }
            StringBuilder whole = new StringBuilder(length);
            lines.forEach(line -> whole.append(line.textValue()));
            object.put(field, whole.toString());
        }
    }

    /** The line ends of Python's {@code splitlines}, which are more than Java's. */
    static boolean endsLine(String text, int at) {
        char c = text.charAt(at);
        if (c > 0x1E && c < 0x85) {
            return false; // nearly always, and each letter of a notebook comes by here
        }
        return switch (c) {
            case '\n', 0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029 -> true;
            case '\r' -> at + 1 == text.length() || text.charAt(at + 1) != '\n';
            default -> false;
        };
    }
}
