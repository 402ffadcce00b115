package dev.atelier.gateway.relay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.atelier.api.Json;
import java.io.IOException;

/** What a header says of its message. */
record MessageIds(String id, String type) {
    private static final JsonFactory JSON = Json.mapper().getFactory();

    static MessageIds of(byte[] header) throws MalformedMessageException {
        String id = "";
        String type = "";
        try (JsonParser parser = JSON.createParser(header)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "msg_id" -> id = parser.getText();
                    case "msg_type" -> type = parser.getText();
                    default -> parser.skipChildren();
                }
            }
            return new MessageIds(id, type);
        } catch (IOException e) {
            throw new MalformedMessageException("a header that is not JSON", e);
        }
    }
}
