package dev.atelier.gateway.forward;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.xnio.XnioExecutor;

/**
 * Bounds how long an end that has bytes waiting for it may take none of them. Whoever has nothing to take may be silent for ever. On one
 * I/O thread. There is one timer at the most, however often it is waited.
 */
final class Patience {
    private final XnioExecutor thread;
    private final long nanos;
    private final Runnable over;
    private Optional<XnioExecutor.Key> timer = Optional.empty();
    private boolean waiting;
    private BooleanSupplier push = () -> false;
    private long since;

    /** @param over runs when nothing has moved for so long */
    Patience(XnioExecutor thread, Duration longest, Runnable over) {
        this.thread = thread;
        this.nanos = longest.toNanos();
        this.over = over;
    }

    /**
     * Bytes wait to be taken.
     *
     * @param pushes tries once more before it is too late, and says whether a byte went: a system calls a socket ready only once a good
     *     part of its buffer is empty, which a slow client may take longer for
     */
    void waits(BooleanSupplier pushes) {
        push = pushes;
        if (!waiting) {
            waiting = true;
            since = System.nanoTime();
            if (timer.isEmpty()) {
                schedule(nanos);
            }
        }
    }

    /** Some were. */
    void moved() {
        waiting = false;
    }

    void stop() {
        waiting = false;
        timer.ifPresent(XnioExecutor.Key::remove);
        timer = Optional.empty();
    }

    private void schedule(long delay) {
        timer = Optional.of(thread.executeAfter(this::look, delay, TimeUnit.NANOSECONDS));
    }

    private void look() {
        timer = Optional.empty();
        long left = nanos - (System.nanoTime() - since);
        if (waiting && left > 0) {
            schedule(left);
        } else if (waiting && push.getAsBoolean()) {
            since = System.nanoTime();
            if (waiting) {
                schedule(nanos);
            }
        } else if (waiting) {
            waiting = false;
            over.run();
        }
    }
}
