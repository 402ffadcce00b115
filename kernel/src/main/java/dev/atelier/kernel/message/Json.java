package dev.atelier.kernel.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Optional;

/** JSON trees. Messages are trees, not beans: nothing in them is bound to a class by name. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    public static ArrayNode strings(Collection<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(JsonNode node) {
        return node.toString();
    }

    /** An object; anything else, or what is no JSON, is an {@link IOException}. */
    public static ObjectNode parse(byte[] bytes) throws IOException {
        if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("expected a JSON object");
    }

    public static ObjectNode parse(String text) throws IOException {
        if (MAPPER.readTree(text) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("expected a JSON object");
    }

    /** The text under a key; empty when it is absent or no text. */
    public static Optional<String> text(ObjectNode object, String key) {
        JsonNode value = object.get(key);
        return value != null && value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }
}
