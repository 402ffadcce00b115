package dev.atelier.kernel.evaluation;

import dev.atelier.kernel.cell.Cell;
import dev.atelier.kernel.cell.CurrentCell;
import java.util.HashMap;
import java.util.Map;

/**
 * Interrupts the requests that run, and nothing else. A request's thread is woken only while it runs the person's code or a
 * magic: the compiler reads jars through channels that an interrupt would close for good.
 */
public final class Interrupts {
    private final CurrentCell current;
    private final Map<Thread, Running> running = new HashMap<>();

    /** A request under way. */
    private static final class Running {
        private final Cell cell;
        private boolean wakeable;
        private boolean interrupted;

        Running(Cell cell) {
            this.cell = cell;
        }
    }

    public Interrupts(CurrentCell current) {
        this.current = current;
    }

    /** A stretch of a request, in which its thread is woken or is not. */
    public interface Stretch extends AutoCloseable {
        @Override
        void close();
    }

    /** The calling thread begins to work for its request. */
    public synchronized void begin() {
        if (running.values().stream().noneMatch(other -> other.interrupted)) {
            StopSwitch.disarm();
        }
        running.put(Thread.currentThread(), new Running(current.cell()));
    }

    /** It has ended; an interrupt that came too late is forgotten. */
    public synchronized void end() {
        running.remove(Thread.currentThread());
        Thread.interrupted();
    }

    /** The person's code or a magic runs until the stretch is closed: an interrupt wakes what sleeps in it. */
    public Stretch wakeable() {
        return stretch(true);
    }

    /** The compiler works until the stretch is closed: an interrupt is only noted. */
    public Stretch undisturbed() {
        return stretch(false);
    }

    private synchronized Stretch stretch(boolean next) {
        Running request = running.get(Thread.currentThread());
        if (request == null) {
            // A thread that no interrupt is meant for.
            return () -> {};
        }
        boolean before = request.wakeable;
        enter(request, next);
        return () -> leave(request, before);
    }

    private synchronized void leave(Running request, boolean before) {
        enter(request, before);
    }

    private static void enter(Running request, boolean next) {
        request.wakeable = next;
        if (next && request.interrupted) {
            Thread.currentThread().interrupt();
        } else if (!next) {
            Thread.interrupted();
        }
    }

    /** Stops what runs, in subshells too: what sleeps is woken, what loops is thrown out. Without anything it does nothing. */
    public synchronized void interrupt() {
        running.forEach((thread, request) -> {
            request.cell.markInterrupted();
            request.interrupted = true;
            StopSwitch.arm(() -> current.cell().interrupted());
            if (request.wakeable) {
                thread.interrupt();
            }
        });
    }
}
