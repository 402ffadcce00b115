package dev.atelier.agent.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the agent needs to know of a header (or of metadata or a content): some strings at its top level, read without
 * building a tree.
 *
 * @param state the content's {@code execution_state}
 * @param date when the message was made, as its maker wrote it
 * @param cell the metadata's {@code cellId} (or {@code cell_id}), as JupyterLab sends it with a cell
 */
public record HeaderPeek(
        Optional<String> id,
        Optional<String> session,
        Optional<String> type,
        Optional<String> state,
        Optional<String> date,
        Optional<String> cell) {
    private static final int LARGEST = 1 << 18;
    private static final HeaderPeek NOTHING = new HeaderPeek(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Reads {@code msg_id}, {@code session}, {@code msg_type}, {@code execution_state} and {@code cellId}; what is no JSON
     * has none.
     */
    public static HeaderPeek at(ByteBuffer json) {
        if (json.remaining() > LARGEST) {
            return NOTHING;
        }
        ByteBuffer view = json.duplicate();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        try (JsonParser parser = Json.mapper().getFactory().createParser(bytes)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? fields(parser) : NOTHING;
        } catch (IOException e) { // not JSON: an untrusted peer's affair, and it names no session
            return NOTHING;
        }
    }

    private static HeaderPeek fields(JsonParser parser) throws IOException {
        Optional<String> id = Optional.empty();
        Optional<String> session = Optional.empty();
        Optional<String> type = Optional.empty();
        Optional<String> state = Optional.empty();
        Optional<String> date = Optional.empty();
        Optional<String> cell = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value != JsonToken.VALUE_STRING) {
                parser.skipChildren();
                continue;
            }
            switch (name) {
                case "msg_id" -> id = Optional.of(parser.getText());
                case "session" -> session = Optional.of(parser.getText());
                case "msg_type" -> type = Optional.of(parser.getText());
                case "execution_state" -> state = Optional.of(parser.getText());
                case "date" -> date = Optional.of(parser.getText());
                case "cellId", "cell_id" -> cell = Optional.of(parser.getText());
                default -> {} // of no concern here
            }
        }
        return new HeaderPeek(id, session, type, state, date, cell);
    }
}
