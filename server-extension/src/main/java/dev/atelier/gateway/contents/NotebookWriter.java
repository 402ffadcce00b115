package dev.atelier.gateway.contents;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Writes a notebook as it lies on the disk: indented by one, keys sorted, long strings split into lines, ended by a newline.
 * On the way, without a copy of the tree: a notebook may be half of what memory there is.
 */
final class NotebookWriter {
    private static final Comparator<Map.Entry<String, JsonNode>> BY_KEY = Map.Entry.comparingByKey();

    /** Where in a notebook an object stands, which says what becomes of its strings. */
    private enum Place {
        NOTEBOOK,
        CELL,
        CODE_CELL,
        ATTACHMENTS,
        BUNDLE,
        STREAM,
        OUTPUT_WITH_DATA,
        ELSEWHERE
    }

    private final JsonGenerator json;

    private NotebookWriter(JsonGenerator json) {
        this.json = json;
    }

    /** The stream stays open. */
    static void write(ObjectNode notebook, OutputStream out) throws IOException {
        // By a writer, since the generator of bytes ends with an exception where half a surrogate pair is in a text.
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try (JsonGenerator json = ContentsJson.MAPPER.createGenerator(text)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setPrettyPrinter(printer());
            new NotebookWriter(json).object(notebook, Place.NOTEBOOK);
        }
        text.write('\n');
        text.flush();
    }

    private void object(ObjectNode object, Place place) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, JsonNode> field : sorted(object)) {
            json.writeFieldName(field.getKey());
            if (field.getValue().isTextual() && isSplit(place, field.getKey())) {
                lines(field.getValue().textValue());
            } else {
                value(field.getValue(), inside(place, field.getKey()));
            }
        }
        json.writeEndObject();
    }

    /** An array's elements stand where the array does; a cell's and an output's own words say more. */
    private void value(JsonNode value, Place place) throws IOException {
        switch (value) {
            case ObjectNode object -> object(object, refined(object, place));
            case ArrayNode array -> {
                json.writeStartArray();
                for (JsonNode element : array) {
                    value(element, place);
                }
                json.writeEndArray();
            }
            default -> scalar(value);
        }
    }

    private void scalar(JsonNode value) throws IOException {
        switch (value.numberType()) {
            case INT -> json.writeNumber(value.intValue());
            case LONG -> json.writeNumber(value.longValue());
            case DOUBLE -> json.writeNumber(value.doubleValue());
            case null -> {
                if (value.isTextual()) {
                    json.writeString(value.textValue());
                } else {
                    json.writeTree(value);
                }
            }
            default -> json.writeTree(value);
        }
    }

    private static Place inside(Place place, String key) {
        return switch (place) {
            case NOTEBOOK -> key.equals("cells") ? Place.CELL : Place.ELSEWHERE;
            case CELL -> key.equals("attachments") ? Place.ATTACHMENTS : Place.ELSEWHERE;
            case CODE_CELL ->
                switch (key) {
                    case "attachments" -> Place.ATTACHMENTS;
                    case "outputs" -> Place.STREAM;
                    default -> Place.ELSEWHERE;
                };
            case ATTACHMENTS -> Place.BUNDLE;
            case OUTPUT_WITH_DATA -> key.equals("data") ? Place.BUNDLE : Place.ELSEWHERE;
            case BUNDLE, STREAM, ELSEWHERE -> Place.ELSEWHERE;
        };
    }

    private static Place refined(ObjectNode object, Place place) {
        return switch (place) {
            case CELL -> NotebookStrings.isCode(object) ? Place.CODE_CELL : Place.CELL;
            case STREAM -> {
                String type = object.path("output_type").asText();
                yield NotebookStrings.hasData(type)
                        ? Place.OUTPUT_WITH_DATA
                        : type.equals("stream") ? Place.STREAM : Place.ELSEWHERE;
            }
            default -> place;
        };
    }

    private static boolean isSplit(Place place, String key) {
        return switch (place) {
            case CELL, CODE_CELL -> key.equals("source");
            case STREAM -> key.equals("text");
            case BUNDLE -> NotebookStrings.isSplitType(key);
            default -> false;
        };
    }

    private void lines(String whole) throws IOException {
        json.writeStartArray();
        int start = 0;
        for (int i = 0; i < whole.length(); i++) {
            if (NotebookStrings.endsLine(whole, i)) {
                json.writeString(whole.substring(start, i + 1));
                start = i + 1;
            }
        }
        if (start < whole.length()) {
            json.writeString(whole.substring(start));
        }
        json.writeEndArray();
    }

    private static Iterable<Map.Entry<String, JsonNode>> sorted(ObjectNode object) {
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
        fields.sort(BY_KEY);
        return fields;
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter lines = new DefaultIndenter(" ", "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(lines)
                .withArrayIndenter(lines);
    }
}
