package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many bytes of request bodies may be worked on at one time: what is made of them takes several times as much. */
final class BodyRoom {
    /** Room for the largest body twice and more, so that one that comes slowly does not hold up everybody's saves. */
    private static final int KIB = 160 << 10;

    /** Smaller ones are bounded by the number of requests. */
    private static final long SMALL = 64 << 10;

    private static final long PATIENCE_SECONDS = 20;

    /** Not fair: small ones pass a large one that waits. */
    private final Semaphore kibs = new Semaphore(KIB);

    private final long patienceMillis;

    BodyRoom() {
        this(PATIENCE_SECONDS * 1000);
    }

    BodyRoom(long patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    @FunctionalInterface
    interface Work {
        Reply run() throws IOException, InterruptedException;
    }

    /** @param bytes the most that the body may have */
    Reply with(long bytes, Work work) throws IOException, InterruptedException {
        int share = bytes <= SMALL ? 0 : (int) Math.min(KIB, bytes >> 10);
        if (!kibs.tryAcquire(share, patienceMillis, TimeUnit.MILLISECONDS)) {
            throw Problem.of(503, "overloaded", "Too many large requests are under way.", "Try again in a moment.")
                    .asException();
        }
        try {
            return work.run();
        } finally {
            kibs.release(share);
        }
    }
}
