package dev.atelier.kernel.magic.host;

import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The magics there are: built in, on the kernel's class path, and in jars the notebook added. */
public final class Magics {
    private static final int CLOSE = 3;

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
        while (more) {
            try {
                more = providers.hasNext();
                if (more) {
                    Magic magic = providers.next();
                    magics.put(magic.name(), magic);
                }
            } catch (ServiceConfigurationError e) {
                complaints.accept("A magic could not be loaded: " + e.getMessage());
            }
        }
        builtIn.forEach(magic -> magics.put(magic.name(), magic));
        return magics;
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
