package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The magics there are: built in, on the kernel's class path, and in jars the notebook added. */
public final class Magics {
    private static final int CLOSE = 3;

    /** A provider that fails for good may be met again and again. */
    private static final int MAX_PROVIDERS = 1_000;

    private final List<Magic> builtIn;
    private final Supplier<ClassLoader> loader;
    private final Consumer<String> complaints;
    private Optional<Map<String, Magic>> found = Optional.empty();

    /** @param loader asked anew after {@link #refresh} */
    public Magics(List<Magic> builtIn, Supplier<ClassLoader> loader, Consumer<String> complaints) {
        this.builtIn = List.copyOf(builtIn);
        this.loader = loader;
        this.complaints = complaints;
    }

    /** Jars were added: look again. */
    public synchronized void refresh() {
        found = Optional.empty();
    }

    public synchronized Map<String, Magic> all() {
        if (found.isEmpty()) {
            found = Optional.of(discover());
        }
        return found.get();
    }

    private Map<String, Magic> discover() {
        Map<String, Magic> magics = new TreeMap<>();
        var providers = ServiceLoader.load(Magic.class, loader.get()).iterator();
        boolean more = true;
        for (int i = 0; i < MAX_PROVIDERS && more; i++) {
            more = discoverNext(providers, magics);
        }
        builtIn.forEach(magic -> magics.put(magic.name(), magic));
        return magics;
    }

    /** The border to other people's jars: a magic that cannot be made costs itself, not every cell with a magic. */
    @SuppressWarnings("CatchThrowable")
    private boolean discoverNext(Iterator<Magic> providers, Map<String, Magic> magics) {
        try {
            if (!providers.hasNext()) {
                return false;
            }
            Magic magic = providers.next();
            magics.put(Objects.requireNonNull(magic.name(), "its name is null"), magic);
        } catch (Throwable e) {
            complaints.accept("A magic could not be loaded: " + reason(e));
        }
        return true;
    }

    /** Its words are the jar's own only where the class path is what is wrong. */
    private static String reason(Throwable e) {
        return e instanceof ServiceConfigurationError || e instanceof LinkageError
                ? e.getMessage()
                : e.getClass().getName();
    }

    /** @throws MagicException that names magics with similar names */
    public Magic magic(String name) {
        Magic magic = all().get(name);
        if (magic == null) {
            List<String> close = all().keySet().stream()
                    .filter(other -> Distance.between(name, other) <= Math.max(1, name.length() / 2))
                    .sorted((a, b) -> Integer.compare(Distance.between(name, a), Distance.between(name, b)))
                    .limit(CLOSE)
                    .map(other -> "%" + other)
                    .toList();
            throw new MagicException("There is no magic %" + name + "."
                    + (close.isEmpty() ? "" : " Did you mean " + String.join(", ", close) + "?")
                    + " %lsmagic lists all.");
        }
        return magic;
    }
}
