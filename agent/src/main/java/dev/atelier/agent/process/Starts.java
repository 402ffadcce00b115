package dev.atelier.agent.process;

import dev.atelier.api.Problem;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Whether anything may still be started. Once {@link #end} has returned, whatever was started is known to its owner and
 * nothing is added: who ends everything then meets everything.
 */
public final class Starts {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean ended;

    /**
     * Starts something, which must not take long.
     *
     * @throws dev.atelier.api.ProblemException {@code agent-ending} (503)
     */
    public <T> T admit(Supplier<T> start) {
        lock.readLock().lock();
        try {
            if (ended) {
                throw Problem.of(
                                503,
                                "agent-ending",
                                "This instance's agent is being ended and starts nothing more.",
                                "Start the instance again, then try again.")
                        .asException();
            }
            return start.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for the starts under way; there are none from here on. */
    public void end() {
        lock.writeLock().lock();
        try {
            ended = true;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
