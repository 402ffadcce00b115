package dev.atelier.kernel.display;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.Gson;
import com.google.gson.JsonParser;
import dev.atelier.kernel.message.Json;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.io.IOException;
import java.util.Optional;

/** Bundles from and to the base kernel's own type, whose fields only Gson reads. */
final class DisplayDataBundles {
    private DisplayDataBundles() {}

    static Bundle bundle(DisplayData display) {
        try {
            ObjectNode json = Json.parse(new Gson().toJson(display));
            Optional<String> id = display.hasDisplayId() ? Optional.of(display.getDisplayId()) : Optional.empty();
            return new Bundle(object(json, "data"), object(json, "metadata"), id);
        } catch (IOException e) {
            throw new IllegalArgumentException("A renderer made something that is no JSON: " + e.getMessage(), e);
        }
    }

    static DisplayData displayData(Bundle bundle) {
        DisplayData display = new DisplayData();
        bundle.data().properties().forEach(entry -> display.putData(entry.getKey(), value(entry.getValue())));
        bundle.metadata().properties().forEach(entry -> display.putMetaData(entry.getKey(), value(entry.getValue())));
        bundle.displayId().ifPresent(display::setDisplayId);
        return display;
    }

    private static Object value(JsonNode node) {
        return node.isTextual() ? node.textValue() : JsonParser.parseString(Json.text(node));
    }

    private static ObjectNode object(ObjectNode parent, String key) {
        return parent.get(key) instanceof ObjectNode object ? object : Json.object();
    }
}
