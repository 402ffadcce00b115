package dev.atelier.gateway.relay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what clients say that did not ask for a subprotocol: one JSON object as text; with buffers, a binary message of
 * big-endian offsets, that object, and the buffers. The JSON of the parts is cut out as bytes. {@link DefaultWriter} is the
 * other way.
 */
final class DefaultProtocol {
    /** The protocol is UTF-8; a guess at another encoding would cut the parts at wrong places. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(Json.mapper().getFactory().streamReadConstraints())
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private static final List<String> PARTS = List.of("header", "parent_header", "metadata", "content");
    private static final int MAX_BUFFERS = 10_000;

    private DefaultProtocol() {}

    /** @param binary whether it came as a binary message; Jupyter's gateway client sends those as text */
    static Message parse(byte[] message, boolean binary) throws MalformedMessageException {
        return binary || (message.length > 0 && message[0] == 0)
                ? parseBinary(message)
                : parse(message, 0, message.length, List.of());
    }

    private static Message parseBinary(byte[] bytes) throws MalformedMessageException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < 8) {
            throw new MalformedMessageException("a binary message of " + bytes.length + " bytes");
        }
        int count = in.getInt(0);
        if (count < 1 || count > MAX_BUFFERS || bytes.length < 4L * (count + 1)) {
            throw new MalformedMessageException("a binary message that claims " + count + " parts");
        }
        List<ByteBuffer> buffers = new ArrayList<>();
        int begin = offset(in, 1, 4 * (count + 1));
        int jsonBegin = begin;
        int jsonEnd = count == 1 ? bytes.length : offset(in, 2, begin);
        begin = jsonEnd;
        for (int i = 2; i <= count; i++) {
            int end = i == count ? bytes.length : offset(in, i + 1, begin);
            buffers.add(in.slice(begin, end - begin));
            begin = end;
        }
        return parse(bytes, jsonBegin, jsonEnd - jsonBegin, buffers);
    }

    private static int offset(ByteBuffer in, int index, int atLeast) throws MalformedMessageException {
        int offset = in.getInt(4 * index);
        if (offset < atLeast || offset > in.limit()) {
            throw new MalformedMessageException("an offset of " + offset + " in " + in.limit() + " bytes");
        }
        return offset;
    }

    private static Message parse(byte[] bytes, int from, int length, List<ByteBuffer> buffers)
            throws MalformedMessageException {
        Map<String, ByteBuffer> parts = new HashMap<>();
        String channel = "shell";
        try (JsonParser parser = JSON.createParser(bytes, from, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessageException("a message that is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (PARTS.contains(field) && value == JsonToken.START_OBJECT) {
                    int begin = from + (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    int end = from + (int) parser.currentLocation().getByteOffset();
                    parts.put(field, ByteBuffer.wrap(bytes, begin, end - begin).slice());
                } else if (field.equals("channel") && value == JsonToken.VALUE_STRING) {
                    channel = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new MalformedMessageException("a message that is not JSON", e);
        }
        if (!parts.containsKey("header")) {
            throw new MalformedMessageException("a message without a header");
        }
        ByteBuffer none = StandardCharsets.UTF_8.encode("{}");
        return new Message(
                channel, PARTS.stream().map(p -> parts.getOrDefault(p, none)).toList(), buffers);
    }
}
