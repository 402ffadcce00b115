package dev.atelier.kernel.display;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.kernel.display.api.TypeRenderer;
import dev.atelier.kernel.message.Json;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.DisplayDataRenderable;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Values to MIME bundles, by the first who knows how: a library that registered with the base kernel's renderer, the
 * registry, an adapter for a well-known library, our own rules. The plainest values ask nobody: all that costs a good part
 * of the time to the first result.
 */
public final class ValueRenderer {
    private final Supplier<LibraryRenderer> libraries;
    private final Supplier<Boolean> librariesUsed;
    private final RendererRegistry registry;
    private final Function<Class<?>, Optional<Adapter>> adapters;
    private final Attempts attempts;

    /**
     * @param libraries made when it is first asked for
     * @param librariesUsed whether anybody may have registered with it
     * @param person gets a sentence about a renderer that fails
     */
    public ValueRenderer(
            Supplier<LibraryRenderer> libraries,
            Supplier<Boolean> librariesUsed,
            RendererRegistry registry,
            Function<Class<?>, Optional<Adapter>> adapters,
            Consumer<String> person) {
        this.libraries = libraries;
        this.librariesUsed = librariesUsed;
        this.registry = registry;
        this.adapters = adapters;
        this.attempts = new Attempts(person);
    }

    /** Jars were added to the class path. */
    public void refresh() {
        registry.refresh();
    }

    public Bundle render(Optional<Object> value) {
        return switch (value.orElse(null)) {
            case null -> Bundle.plain("null");
            case Object o when plain(o) && registry.isEmpty() && !librariesUsed.get() -> Bundle.plain(Plain.text(o));
            case DisplayData data -> bundle(data);
            case Object o -> rich(o);
        };
    }

    /** Numbers, texts, constants; of the JDK's own classes, for which no jar brings a renderer. */
    private static boolean plain(Object value) {
        return (value instanceof Number
                        || value instanceof CharSequence
                        || value instanceof Boolean
                        || value instanceof Character
                        || value instanceof Enum<?>)
                && value.getClass().getClassLoader() == null;
    }

    private Bundle rich(Object value) {
        return library(value)
                .or(() -> registered(value))
                .or(() -> adapted(value))
                .orElseGet(() -> own(value));
    }

    private Optional<Bundle> library(Object value) {
        return byLibrary(value) ? asked(value, renderer -> renderer.render(value)) : Optional.empty();
    }

    private Optional<Bundle> asked(Object value, Function<LibraryRenderer, DisplayData> question) {
        String what = "The renderer of " + Traces.name(value.getClass());
        return attempts.attempt(value.getClass(), what, () -> Optional.of(bundle(question.apply(libraries.get()))));
    }

    private boolean byLibrary(Object value) {
        return value instanceof DisplayDataRenderable
                || (librariesUsed.get() && libraries.get().knows(value));
    }

    private Optional<Bundle> registered(Object value) {
        Bundle bundle = new Bundle(Json.object(), Json.object(), Optional.empty());
        registry.of(value.getClass())
                .forEach((type, renderer) -> made(renderer, type, value).ifPresent(part -> bundle.take(part, type)));
        return bundle.data().isEmpty() ? Optional.empty() : Optional.of(withText(bundle, value));
    }

    /** The type is that for which the renderer was registered: the registry saw to it. */
    @SuppressWarnings("unchecked")
    private Optional<Bundle> made(TypeRenderer<?> renderer, String type, Object value) {
        String what = "The renderer of " + Traces.name(value.getClass()) + " for " + type;
        return attempts.attempt(renderer, what, () -> {
            Object made = ((TypeRenderer<Object>) renderer).render(value);
            return made == null ? Optional.empty() : Optional.of(carried(type, made));
        });
    }

    private Bundle carried(String type, Object made) {
        return content(type, made)
                .orElseThrow(() -> new IllegalArgumentException(
                        "it made a " + Traces.name(made.getClass()) + ", which cannot be " + type));
    }

    /** What has that MIME type by itself, as a bundle of it alone; a chart or an image has. */
    private Optional<Bundle> content(String type, Object value) {
        Optional<Bundle> adapted = adapted(value).filter(bundle -> bundle.data().has(type));
        return adapted.or(() -> MimeContent.of(type, value).map(node -> part(type, node)));
    }

    private static Bundle part(String type, JsonNode content) {
        return new Bundle(Json.object().set(type, content), Json.object(), Optional.empty());
    }

    private Optional<Bundle> adapted(Object value) {
        return adapters.apply(value.getClass())
                .flatMap(adapter -> attempts.attempt(
                        adapter,
                        "Showing a " + Traces.name(value.getClass()),
                        () -> Optional.of(adapter.render(value))));
    }

    private Bundle own(Object value) {
        if (value instanceof Optional<?> optional && optional.isPresent()) {
            Bundle inner = render(Optional.of(optional.get()));
            inner.data().put(MimeTypes.PLAIN, Plain.text(value));
            return inner;
        }
        Bundle bundle = Bundle.plain(Plain.text(value));
        TableReader.read(value).ifPresent(table -> bundle.data().put(MimeTypes.HTML, TableHtml.of(table)));
        return bundle;
    }

    private static Bundle withText(Bundle bundle, Object value) {
        if (!bundle.data().has(MimeTypes.PLAIN)) {
            // A chart's specification is no text that anybody reads.
            boolean json = bundle.data().properties().stream().allMatch(entry -> MimeTypes.json(entry.getKey()));
            bundle.data().put(MimeTypes.PLAIN, json ? Plain.brief(value) : Plain.beside(value));
        }
        return bundle;
    }

    /**
     * In these MIME types only, as far as somebody can render them; a text and bytes count as what their type says.
     *
     * @throws IllegalArgumentException when nobody can render any of them
     */
    public Bundle renderAs(Object value, String... types) {
        Bundle bundle = new Bundle(Json.object(), Json.object(), Optional.empty());
        Optional<Bundle> library =
                byLibrary(value) ? asked(value, renderer -> renderer.renderAs(value, types)) : Optional.empty();
        for (String each : types) {
            String type = MimeTypes.checked(each);
            library.filter(made -> made.data().has(type))
                    .or(() -> renderAs(value, type))
                    .ifPresent(part -> bundle.take(part, type));
        }
        if (bundle.data().isEmpty()) {
            throw new IllegalArgumentException("A " + Traces.name(value.getClass()) + " cannot be shown as "
                    + String.join(" or ", types) + ". Register a renderer for it: renderers().register("
                    + value.getClass().getSimpleName() + ".class, \"" + types[0] + "\", value -> …)");
        }
        return withText(bundle, value);
    }

    private Optional<Bundle> renderAs(Object value, String type) {
        return Optional.ofNullable(registry.of(value.getClass()).get(type))
                .flatMap(renderer -> made(renderer, type, value))
                .or(() -> content(type, value))
                .or(() -> ownText(value, type));
    }

    private static Optional<Bundle> ownText(Object value, String type) {
        return switch (type) {
            case MimeTypes.PLAIN -> Optional.of(Bundle.plain(Plain.text(value)));
            case MimeTypes.HTML ->
                Optional.of(Bundle.html(
                        Plain.brief(value),
                        TableReader.read(value)
                                .map(TableHtml::of)
                                .orElseGet(() -> "<pre>" + Html.escape(Plain.text(value)) + "</pre>")));
            default -> Optional.empty();
        };
    }

    public Bundle bundle(DisplayData display) {
        return DisplayDataBundles.bundle(display);
    }

    /** For code that was written for other Java kernels. */
    public DisplayData displayData(Bundle bundle) {
        return DisplayDataBundles.displayData(bundle);
    }
}
