package dev.atelier.gateway.contents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The mapper for notebooks and uploads: long strings, bounded depth, Python's NaN, escapes as Python writes them. */
final class ContentsJson {
    private static final int MAX_DEPTH = 200;
    /** The parser's own is small, and each read of a body may wait for the network. */
    private static final int BUFFER = 64 << 10;

    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .build())
            .build();

    /** Reads to the end: the gate closes the connection after a body of which something is left. */
    private static final ObjectReader WHOLE = MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private ContentsJson() {}

    /** @throws ProblemException {@code bad-json} (400) */
    static JsonNode read(InputStream in) throws IOException {
        try {
            return WHOLE.readTree(new BufferedInputStream(in, BUFFER));
        } catch (JsonProcessingException e) {
            throw new ProblemException(
                    Problem.of(400, "bad-json", "Invalid JSON in body of request: " + e.getOriginalMessage()), e);
        }
    }
}
