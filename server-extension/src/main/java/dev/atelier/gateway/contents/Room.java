package dev.atelier.gateway.contents;

import dev.atelier.api.Problem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many bytes of notebooks may be in memory at one time for one purpose; who finds no room waits a while. */
final class Room {
    private static final long PATIENCE_SECONDS = 20;

    private final Semaphore kibs;
    private final int all;

    /** @param bytes at least those of the largest notebook */
    Room(long bytes) {
        all = (int) (bytes >> 10);
        kibs = new Semaphore(all);
    }

    /** What is taken, until it is closed; once is enough. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws dev.atelier.api.ProblemException {@code overloaded} (503) */
    Lease take(long bytes) throws InterruptedException {
        int share = (int) Math.min(all, (bytes >> 10) + 1);
        if (!kibs.tryAcquire(share, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw Problem.of(503, "overloaded", "Too many large notebooks are being opened.", "Try again in a moment.")
                    .asException();
        }
        AtomicBoolean given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                kibs.release(share);
            }
        };
    }
}
