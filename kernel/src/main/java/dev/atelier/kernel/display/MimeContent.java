package dev.atelier.kernel.display;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** What a bundle carries under a MIME type: a JSON tree, a text, or bytes in Base64. */
final class MimeContent {
    private static final int MAX_SIZE = 16 << 20;
    private static final Map<String, byte[]> BEGINNINGS = Map.of(
            "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G'},
            "image/jpeg", new byte[] {(byte) 0xFF, (byte) 0xD8},
            "image/gif", new byte[] {'G', 'I', 'F', '8'});

    private MimeContent() {}

    /**
     * @return empty when the value cannot be of that type
     * @throws IllegalArgumentException when it could be, but is broken or too large
     */
    static Optional<JsonNode> of(String type, Object value) {
        if (MimeTypes.json(type)) {
            return Optional.of(JsonValues.of(value));
        }
        return switch (value) {
            case CharSequence base64
            when BEGINNINGS.containsKey(type) ->
                Optional.of(binary(type, Base64.getMimeDecoder().decode(base64.toString())));
            case CharSequence text -> Optional.of(text(type, text.toString()));
            case byte[] bytes
            when MimeTypes.text(type) -> Optional.of(text(type, new String(bytes, StandardCharsets.UTF_8)));
            case byte[] bytes -> Optional.of(binary(type, bytes));
            default -> Optional.empty();
        };
    }

    private static JsonNode text(String type, String text) {
        checkSize(type, text.length(), "characters");
        return TextNode.valueOf(text);
    }

    private static JsonNode binary(String type, byte[] bytes) {
        checkSize(type, bytes.length, "bytes");
        byte[] beginning = BEGINNINGS.getOrDefault(type, new byte[0]);
        if (!Arrays.equals(beginning, Arrays.copyOf(bytes, beginning.length))) {
            throw new IllegalArgumentException(
                    "These " + bytes.length + " bytes are no " + type + ": they do not begin like one.");
        }
        return TextNode.valueOf(Base64.getEncoder().encodeToString(bytes));
    }

    private static void checkSize(String type, int size, String unit) {
        if (size > MAX_SIZE) {
            throw new IllegalArgumentException("This " + type + " has " + size + " " + unit
                    + "; a notebook shows at most " + MAX_SIZE + ". Make it smaller, or write it to a file.");
        }
    }
}
