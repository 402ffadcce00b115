package dev.atelier.gateway.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.atelier.api.Json;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.http.Request;
import java.io.IOException;
import java.util.Collection;
import java.util.stream.Collectors;

/** Reads what people write: a field that nobody knows is an error that names it and those that exist. */
final class StrictJson {
    private static final ObjectReader READER = Json.mapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private StrictJson() {}

    static <T> T read(Request request, Class<T> type) throws IOException {
        String text = request.text();
        try {
            T value = READER.forType(type).readValue(text.isBlank() ? "{}" : text);
            if (value == null) {
                throw bad("The body is null; an object is expected.").asException();
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "unknown-field",
                            "There is no field “" + Names.shown(e.getPropertyName()) + "” here.",
                            "There are: " + known(e.getKnownPropertyIds())),
                    e);
        } catch (InvalidTypeIdException e) {
            throw new ProblemException(
                    bad("“" + Names.shown(String.valueOf(e.getTypeId()))
                            + "” is none of the types that exist here; or the field type is missing."),
                    e);
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw problem;
            }
            throw new ProblemException(bad(what(e)), e);
        }
    }

    private static Problem bad(String detail) {
        return Problem.of(400, "bad-json", detail, "Send a JSON object as the documentation of this path has it.");
    }

    /** In words about the JSON: Jackson's speak of Java's classes. */
    private static String what(JsonProcessingException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            String field = mapping.getPath().stream()
                    .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                    .collect(Collectors.joining("."));
            return "The value of the field “" + Names.shown(field) + "” has the wrong type.";
        }
        if (e instanceof JsonMappingException) {
            return "The body is no object with the fields that are expected here, or holds a null where none may be.";
        }
        String where = e.getLocation() == null
                ? ""
                : " in line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return "The body is not JSON" + where + ".";
    }

    private static String known(Collection<Object> names) {
        return names.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }
}
