package dev.atelier.kernel.session;

import dev.atelier.kernel.message.Message;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Which cells are aborted because one before them failed: those that came before its reply left, as whoever sent them
 * cannot have known. What comes after the reply runs.
 *
 * <p>Cells that were sent together do not arrive together, and one that fails at once is done while the others are on
 * their way. So its reply waits until nothing has come for a moment; it waits no longer than a client that never pauses
 * may keep it.
 */
final class FailedCells {
    private static final Duration QUIET = Duration.ofMillis(30);
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private State state = new State.Fine();
    private long arrivals;
    private long lastArrival = System.nanoTime();

    /** How it stands with the latest failure. */
    private sealed interface State {
        record Fine() implements State {}

        /** The failure's reply has not left. */
        record Untold(String request) implements State {}

        /** @param last the number of the last arrival before it left */
        record Told(long last) implements State {}
    }

    /**
     * On the I/O thread.
     *
     * @return the arrival's number
     */
    synchronized long arrived() {
        lastArrival = System.nanoTime();
        return ++arrivals;
    }

    /** On the thread that runs cells, before the reply is made. Returns when it may be. */
    void failed(Message request) {
        synchronized (this) {
            state = new State.Untold(request.id());
        }
        long start = System.nanoTime();
        long rest = restOfQuiet();
        while (rest > 0 && System.nanoTime() - start < PATIENCE.toNanos()) {
            LockSupport.parkNanos(rest);
            rest = restOfQuiet();
        }
    }

    private synchronized long restOfQuiet() {
        return lastArrival + QUIET.toNanos() - System.nanoTime();
    }

    /** On the I/O thread, as the reply to a request leaves. */
    synchronized void told(Message request) {
        if (state instanceof State.Untold(String failed) && failed.equals(request.id())) {
            state = new State.Told(arrivals);
        }
    }

    /** On the thread that runs cells. */
    synchronized boolean aborts(long arrival) {
        return switch (state) {
            case State.Fine _ -> false;
            case State.Untold _ -> true;
            case State.Told(long last) -> arrival <= last;
        };
    }
}
