package dev.atelier.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** The one JSON mapper: unknown keys are ignored, absent is {@code Optional.empty()}, times are {@link Timestamps}. */
public final class Json {
    private static final int MAX_DEPTH = 200;
    private static final Pattern QUALIFIED = Pattern.compile("(?:[a-z][a-z0-9_]*\\.)+(?:\\w+\\$)*([A-Z]\\w*)");

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule("atelier")
                    .addSerializer(Instant.class, new InstantWriter())
                    .addDeserializer(Instant.class, new InstantReader())
                    .addSerializer(Path.class, new PathWriter()))
            .build();

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write " + value.getClass() + " as JSON", e);
        }
    }

    /** @throws ProblemException {@code bad-json} (400) that names what does not fit */
    public static <T> T read(String json, Class<T> type) {
        return type.cast(readAs(json, MAPPER.constructType(type)));
    }

    /** @throws ProblemException {@code bad-json} (400) that names what does not fit */
    public static <T> T read(String json, TypeReference<T> type) {
        @SuppressWarnings("unchecked") // the type reference's own type
        T value = (T) readAs(json, MAPPER.constructType(type.getType()));
        return value;
    }

    private static Object readAs(String json, JavaType type) {
        try {
            Object value = MAPPER.readValue(json, type);
            if (value == null) {
                throw Problem.of(
                                400,
                                "bad-json",
                                "null is not a " + type.getRawClass().getSimpleName() + ".")
                        .asException();
            }
            return value;
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw problem;
            }
            throw new ProblemException(Problem.of(400, "bad-json", "The JSON does not fit: " + words(e)), e);
        }
    }

    /** Jackson's, without the packages of our classes, which are nobody's business. */
    private static String words(JsonProcessingException e) {
        return QUALIFIED.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("$1");
    }

    private static final class InstantWriter extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(Timestamps.format(value));
        }
    }

    private static final class InstantReader extends JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(in.getText());
            } catch (DateTimeParseException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, in.getText(), "no point in time");
            }
        }
    }

    private static final class PathWriter extends JsonSerializer<Path> {
        @Override
        public void serialize(Path value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }
}
