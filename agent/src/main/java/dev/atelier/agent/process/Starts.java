package dev.atelier.agent.process;

import dev.atelier.api.Problem;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Whether anything may still be started. Once {@link #end} has returned, whatever was started is known to its owner and
 * nothing is added: who ends everything then meets everything.
 */
public final class Starts {
    private final Gate gate;
    private final Runnable first;

    /** Shared by all views of the same starts. */
    private static final class Gate {
        private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        private boolean ended;
    }

    public Starts() {
        this(new Gate(), () -> {});
    }

    private Starts(Gate gate, Runnable first) {
        this.gate = gate;
        this.first = first;
    }

    /** The same starts, each preceded by this. */
    public Starts after(Runnable action) {
        return new Starts(gate, action);
    }

    /**
     * Starts something, which must not take long.
     *
     * @throws dev.atelier.api.ProblemException {@code agent-ending} (503)
     */
    public <T> T admit(Supplier<T> start) {
        gate.lock.readLock().lock();
        try {
            if (gate.ended) {
                throw Problem.of(
                                503,
                                "agent-ending",
                                "This instance's agent is being ended and starts nothing more.",
                                "Start the instance again, then try again.")
                        .asException();
            }
            first.run();
            return start.get();
        } finally {
            gate.lock.readLock().unlock();
        }
    }

    /** Waits for the starts under way; there are none from here on. */
    public void end() {
        gate.lock.writeLock().lock();
        try {
            gate.ended = true;
        } finally {
            gate.lock.writeLock().unlock();
        }
    }
}
