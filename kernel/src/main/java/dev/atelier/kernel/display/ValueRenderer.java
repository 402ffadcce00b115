package dev.atelier.kernel.display;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.Gson;
import dev.atelier.kernel.message.Json;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.DisplayDataRenderable;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Values to MIME bundles. The base kernel's renderer is asked for everything but the plainest values, as long as nobody
 * has registered with it: it costs a good part of the time to the first result.
 */
public final class ValueRenderer {
    private final Supplier<Renderer> renderer;
    private final Supplier<Boolean> rendererUsed;

    /**
     * @param renderer made when it is first asked for
     * @param rendererUsed whether anybody may have registered with it
     */
    public ValueRenderer(Supplier<Renderer> renderer, Supplier<Boolean> rendererUsed) {
        this.renderer = renderer;
        this.rendererUsed = rendererUsed;
    }

    public Bundle render(Optional<Object> value) {
        if (value.isEmpty()) {
            return Bundle.plain("null");
        }
        return switch (value.get()) {
            case DisplayData data -> bundle(data);
            case Object o when plain(o) && !rendererUsed.get() -> Bundle.plain(Plain.text(o));
            // The base kernel would make all of a collection's text, were it a gigabyte.
            case Object o
            when Plain.listed(o) && !rendererUsed.get() ->
                new Bundle(table(Json.object().put("text/plain", Plain.text(o)), o), Json.object(), Optional.empty());
            case Object o -> rich(o);
        };
    }

    /** In these MIME types only, as far as somebody can render them. */
    public Bundle renderAs(Object value, String... types) {
        Bundle bundle = bundle(renderer.get().renderAs(value, types));
        boolean asked = bundle.data().properties().stream()
                .anyMatch(entry -> !entry.getKey().equals("text/plain"));
        if (asked || !(value instanceof CharSequence text)) {
            return bundle;
        }
        ObjectNode data = Json.object().put("text/plain", text.toString());
        for (String type : types) {
            data.put(type, text.toString());
        }
        return new Bundle(data, Json.object(), Optional.empty());
    }

    private static boolean plain(Object value) {
        return value instanceof Number
                || value instanceof CharSequence
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>;
    }

    private Bundle rich(Object value) {
        Bundle bundle = bundle(renderer.get().render(value));
        if (value instanceof DisplayDataRenderable || bundle.data().size() > 1) {
            return bundle;
        }
        ObjectNode data = bundle.data().deepCopy();
        if (value.getClass().isArray()) {
            data.put("text/plain", Plain.text(value));
        }
        Json.text(data, "text/plain").ifPresent(text -> data.put("text/plain", Plain.trimmed(text)));
        return new Bundle(table(data, value), bundle.metadata(), bundle.displayId());
    }

    private static ObjectNode table(ObjectNode data, Object value) {
        Tables.html(value).ifPresent(html -> data.put("text/html", html));
        return data;
    }

    /** The base kernel's own type, whose fields only Gson reads. */
    public Bundle bundle(DisplayData display) {
        try {
            ObjectNode json = Json.parse(new Gson().toJson(display));
            Optional<String> id = display.hasDisplayId() ? Optional.of(display.getDisplayId()) : Optional.empty();
            return new Bundle(object(json, "data"), object(json, "metadata"), id);
        } catch (IOException e) {
            throw new IllegalArgumentException("A renderer made something that is no JSON: " + e.getMessage(), e);
        }
    }

    private static ObjectNode object(ObjectNode parent, String key) {
        return parent.get(key) instanceof ObjectNode object ? object : Json.object();
    }
}
