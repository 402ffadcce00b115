package dev.atelier.kernel.display;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.temporal.TemporalAccessor;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Values as JSON trees: a text that is JSON, maps, iterables, arrays, records and what they hold, times, paths and addresses
 * as texts, Jackson's trees and Gson's. Jupyter's JSON types carry trees, never a text that holds JSON.
 */
final class JsonValues {
    private static final int MAX_VALUES = 1_000_000;
    private static final int MAX_DEPTH = 200;
    private static final String GSON = "com.google.gson.JsonElement";
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int values;
    private int depth;

    private JsonValues() {}

    /** @throws IllegalArgumentException when it is none of these, or too much */
    static JsonNode of(Object value) {
        return value instanceof CharSequence text ? parse(text.toString()) : new JsonValues().node(value);
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode tree = READER.readTree(text);
            if (tree.isMissingNode()) {
                throw new IllegalArgumentException("The text is empty, which is no JSON.");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The text is no JSON: " + e.getOriginalMessage() + " at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ".");
        }
    }

    private JsonNode node(Object value) {
        if (++values > MAX_VALUES) {
            throw new IllegalArgumentException("This holds more than " + MAX_VALUES
                    + " values, too many for a notebook. Show a part of it, or write it to a file.");
        }
        if (depth >= MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "This is nested more than " + MAX_DEPTH + " deep; perhaps it holds itself.");
        }
        depth++;
        JsonNode node = made(value);
        depth--;
        return node;
    }

    private JsonNode made(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case JsonNode tree -> tree;
            case CharSequence text -> NODES.textNode(text.toString());
            case Character character -> NODES.textNode(character.toString());
            case Boolean truth -> NODES.booleanNode(truth);
            case TemporalAccessor time -> NODES.textNode(time.toString());
            case Path path -> NODES.textNode(path.toString());
            case URI uri -> NODES.textNode(uri.toString());
            case UUID id -> NODES.textNode(id.toString());
            case Enum<?> constant -> NODES.textNode(constant.name());
            case Number number -> number(number);
            case Optional<?> optional -> node(optional.orElse(null));
            case Map<?, ?> map -> object(map);
            case Record row -> object(row);
            case Object array when array.getClass().isArray() -> array(array);
            case Object tree when isGson(tree) -> parse(tree.toString());
            case Iterable<?> elements -> array(elements);
            default ->
                throw new IllegalArgumentException("A " + Traces.name(value.getClass())
                        + " cannot become JSON. Give a text that is JSON, a map, a list, a record or a JsonNode.");
        };
    }

    private static boolean isGson(Object value) {
        return Supertypes.of(value.getClass()).stream()
                .anyMatch(type -> type.getName().equals(GSON));
    }

    /** JSON knows no NaN and no infinity; charts take {@code null} for a hole. */
    private static JsonNode number(Number number) {
        return switch (number) {
            case Integer i -> NODES.numberNode(i);
            case Long l -> NODES.numberNode(l);
            case Short s -> NODES.numberNode(s);
            case Byte b -> NODES.numberNode(b);
            case BigInteger big -> NODES.numberNode(big);
            case BigDecimal big -> NODES.numberNode(big);
            case Float f when Float.isFinite(f) -> NODES.numberNode(f);
            default ->
                Double.isFinite(number.doubleValue()) ? NODES.numberNode(number.doubleValue()) : NODES.nullNode();
        };
    }

    private JsonNode object(Map<?, ?> map) {
        ObjectNode object = NODES.objectNode();
        map.forEach((key, value) -> object.set(Plain.brief(key), node(value)));
        return object;
    }

    private JsonNode object(Record row) {
        ObjectNode object = NODES.objectNode();
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            object.set(component.getName(), node(value(component, row)));
        }
        return object;
    }

    private static Object value(RecordComponent component, Record row) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "The component " + component.getName() + " of a " + Traces.name(row.getClass())
                            + " could not be read.",
                    e.getCause() == null ? e : e.getCause());
        }
    }

    private JsonNode array(Object array) {
        ArrayNode node = NODES.arrayNode();
        for (int i = 0; i < Array.getLength(array); i++) {
            node.add(node(Array.get(array, i)));
        }
        return node;
    }

    private JsonNode array(Iterable<?> elements) {
        ArrayNode node = NODES.arrayNode();
        for (Object element : elements) {
            node.add(node(element));
        }
        return node;
    }
}
