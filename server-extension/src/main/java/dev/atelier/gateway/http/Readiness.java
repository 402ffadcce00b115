package dev.atelier.gateway.http;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a virtual thread wait for a channel without a selector of its own: the I/O thread says when there is something to
 * do, the virtual thread parks until then.
 */
final class Readiness {
    private final Semaphore ready = new Semaphore(0);
    private final Duration stall;

    Readiness(Duration stall) {
        this.stall = stall;
    }

    /** Called on the I/O thread. */
    void signal() {
        ready.release();
    }

    /** @param arm asks the I/O thread to {@link #signal} */
    void await(Runnable arm, String what) throws InterruptedIOException, ClientGoneException {
        ready.drainPermits();
        arm.run();
        try {
            if (!ready.tryAcquire(stall.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ClientGoneException("the client's " + what + " stood still for " + stall);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the client's " + what);
        }
    }
}
