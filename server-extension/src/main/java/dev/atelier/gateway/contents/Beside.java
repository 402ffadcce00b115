package dev.atelier.gateway.contents;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Work on many bytes that is done on another thread while its caller goes on, and at once on few. */
final class Beside {
    private static final long FEW = 1 << 20;

    private Beside() {}

    /** @return waits for the result */
    static <T> Supplier<T> of(long bytes, Supplier<T> work) {
        if (bytes <= FEW) {
            T result = work.get();
            return () -> result;
        }
        return CompletableFuture.supplyAsync(work, Thread::startVirtualThread)::join;
    }
}
