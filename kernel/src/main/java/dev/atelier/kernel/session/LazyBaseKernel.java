package dev.atelier.kernel.session;

import dev.atelier.kernel.notebook.AtelierKernel;
import java.util.Optional;
import java.util.function.Supplier;

/** The base kernel, made when somebody first needs it: most cells never do. */
final class LazyBaseKernel {
    private Optional<Supplier<AtelierKernel>> maker = Optional.empty();
    private Optional<AtelierKernel> kernel = Optional.empty();
    private volatile boolean used;

    void makeBy(Supplier<AtelierKernel> newMaker) {
        maker = Optional.of(newMaker);
    }

    /** Whether the person got it and may have registered with it. */
    boolean used() {
        return used;
    }

    /** For the person. */
    AtelierKernel use() {
        used = true;
        return get();
    }

    synchronized AtelierKernel get() {
        if (kernel.isEmpty()) {
            kernel = Optional.of(maker.orElseThrow().get());
        }
        return kernel.get();
    }
}
