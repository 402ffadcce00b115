package dev.atelier.kernel.display;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import java.util.Optional;

/**
 * A MIME bundle as {@code display_data} carries it.
 *
 * @param data MIME type to value
 * @param displayId the place that later bundles may replace
 */
public record Bundle(ObjectNode data, ObjectNode metadata, Optional<String> displayId) {

    public static Bundle plain(String text) {
        return new Bundle(Json.object().put("text/plain", text), Json.object(), Optional.empty());
    }

    public static Bundle html(String text, String html) {
        return new Bundle(
                Json.object().put("text/plain", text).put("text/html", html), Json.object(), Optional.empty());
    }

    public Bundle withDisplayId(String id) {
        return new Bundle(data, metadata, Optional.of(id));
    }
}
