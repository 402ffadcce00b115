package dev.atelier.kernel.display;

import dev.atelier.kernel.display.api.RendererProvider;
import dev.atelier.kernel.display.api.Renderers;
import dev.atelier.kernel.display.api.TypeRenderer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The renderers that people and the jars on the notebook's class path registered. */
public final class RendererRegistry implements Renderers {
    /** A provider that fails for good may be met again and again. */
    private static final int MAX_PROVIDERS = 1_000;

    private final Map<Class<?>, Map<String, TypeRenderer<?>>> renderers = new ConcurrentHashMap<>();
    private final Set<Class<?>> providers = new HashSet<>();
    private final Supplier<ClassLoader> loader;
    private final Attempts attempts;
    private volatile boolean jarsUnread = true;

    /**
     * @param loader asked anew after {@link #refresh}
     * @param person gets a sentence about a provider that fails
     */
    public RendererRegistry(Supplier<ClassLoader> loader, Consumer<String> person) {
        this.loader = loader;
        this.attempts = new Attempts(person);
    }

    /** Jars were added: look again before the next value is shown. */
    public void refresh() {
        jarsUnread = true;
    }

    /** Whether nothing is registered so far; jars that nobody has looked into do not count. */
    boolean isEmpty() {
        return renderers.isEmpty();
    }

    @Override
    public <T> Renderers register(Class<T> type, String mimeType, TypeRenderer<? super T> renderer) {
        // What the jars brought comes first, so that it does not replace this.
        readJars();
        String checked = MimeTypes.checked(mimeType);
        renderers.computeIfAbsent(type, _ -> new ConcurrentHashMap<>()).put(checked, renderer);
        return this;
    }

    /** MIME type to renderer, for values of that class. */
    Map<String, TypeRenderer<?>> of(Class<?> type) {
        readJars();
        Map<String, TypeRenderer<?>> found = new LinkedHashMap<>();
        for (Class<?> each : Supertypes.of(type)) {
            renderers.getOrDefault(each, Map.of()).forEach(found::putIfAbsent);
        }
        return found;
    }

    private void readJars() {
        if (jarsUnread) {
            readUnreadJars();
        }
    }

    private synchronized void readUnreadJars() {
        if (!jarsUnread) {
            return;
        }
        // First, because the providers come back here to register.
        jarsUnread = false;
        Iterator<RendererProvider> found =
                ServiceLoader.load(RendererProvider.class, loader.get()).iterator();
        boolean more = true;
        for (int i = 0; i < MAX_PROVIDERS && more; i++) {
            Object each = new Object();
            more = attempts.attempt(each, "A jar's provider of renderers", () -> Optional.of(registerNext(found)))
                    .orElse(true);
        }
    }

    private boolean registerNext(Iterator<RendererProvider> found) {
        if (!found.hasNext()) {
            return false;
        }
        RendererProvider provider = found.next();
        if (providers.add(provider.getClass())) {
            provider.register(this);
        }
        return true;
    }
}
