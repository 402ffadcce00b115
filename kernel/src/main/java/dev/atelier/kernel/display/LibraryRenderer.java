package dev.atelier.kernel.display;

import io.github.spencerpark.jupyter.kernel.display.RenderFunction;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The base kernel's renderer, which remembers for which types libraries registered with it. */
public final class LibraryRenderer extends Renderer {
    private final Set<Class<?>> types = ConcurrentHashMap.newKeySet();

    @Override
    public <T> void register(
            Set<MIMEType> supported,
            Set<MIMEType> preferred,
            Set<Class<? extends T>> registered,
            RenderFunction<T> function) {
        super.register(supported, preferred, registered, function);
        types.addAll(registered);
    }

    boolean knows(Object value) {
        return !types.isEmpty() && Supertypes.of(value.getClass()).stream().anyMatch(types::contains);
    }
}
