package dev.atelier.kernel.display;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import java.util.Optional;

/**
 * A MIME bundle as {@code display_data} carries it.
 *
 * @param data MIME type to value
 * @param metadata MIME type to what a front end should know beside it, such as an image's width
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

    /** Adds what another bundle has of a MIME type. */
    void take(Bundle other, String type) {
        Optional.ofNullable(other.data.get(type)).ifPresent(content -> data.set(type, content));
        Optional.ofNullable(other.metadata.get(type)).ifPresent(about -> metadata.set(type, about));
    }
}
