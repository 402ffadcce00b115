package dev.atelier.kernel.display.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.display.Adapter;
import dev.atelier.kernel.display.Bundle;
import dev.atelier.kernel.message.Json;
import java.util.Optional;

/**
 * Tablesaw's figures, which are made for Plotly. The library writes them as JavaScript; what it writes are literals, which
 * a lenient reader of JSON takes.
 */
final class TablesawFigure implements Adapter {
    private static final String PLOTLY = "application/vnd.plotly.v1+json";
    private static final ObjectReader JAVASCRIPT = JsonMapper.builder()
            .enable(
                    JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
                    JsonReadFeature.ALLOW_SINGLE_QUOTES,
                    JsonReadFeature.ALLOW_TRAILING_COMMA,
                    JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS,
                    JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build()
            .reader();

    @Override
    public Bundle render(Object value) throws ReflectiveOperationException {
        Foreign figure = new Foreign(value, "tech.tablesaw.plotly.components.Figure");
        ArrayNode traces = Json.array();
        for (Object each : (Object[]) figure.call("getTraces")) {
            Foreign trace = new Foreign(each, "tech.tablesaw.plotly.traces.Trace");
            traces.add(literal(trace.call("asJavascript", traces.size())));
        }
        ObjectNode plot = Json.object();
        plot.set("data", traces);
        plot.set(
                "layout",
                figure.call("getLayout") == null
                        ? Json.object()
                        : literal(figure.follow("getLayout").call("asJavascript")));
        ObjectNode data = Json.object().put("text/plain", "Figure (" + traces.size() + " traces)");
        data.set(PLOTLY, plot);
        return new Bundle(data, Json.object(), Optional.empty());
    }

    /** Of {@code var x = {…};} what is in the braces. */
    private static JsonNode literal(Object javaScript) {
        String text = String.valueOf(javaScript);
        int start = text.indexOf('{');
        int end = text.lastIndexOf('}');
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("The figure is written in a way that is not known here.");
        }
        try {
            return JAVASCRIPT.readTree(text.substring(start, end + 1));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The figure is written in a way that is not known here: " + e.getOriginalMessage(), e);
        }
    }
}
