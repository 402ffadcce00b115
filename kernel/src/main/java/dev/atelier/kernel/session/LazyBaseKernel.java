package dev.atelier.kernel.session;

import dev.atelier.kernel.notebook.AtelierKernel;
import java.util.Optional;
import java.util.function.Supplier;

/** The base kernel, made when somebody first needs it: most cells never do. */
final class LazyBaseKernel {
    private Optional<Supplier<AtelierKernel>> maker = Optional.empty();
    private volatile Optional<AtelierKernel> kernel = Optional.empty();

    void makeBy(Supplier<AtelierKernel> newMaker) {
        maker = Optional.of(newMaker);
    }

    boolean used() {
        return kernel.isPresent();
    }

    synchronized AtelierKernel get() {
        if (kernel.isEmpty()) {
            kernel = Optional.of(maker.orElseThrow().get());
        }
        return kernel.get();
    }
}
