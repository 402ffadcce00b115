package dev.atelier.kernel.evaluation;

import dev.atelier.kernel.cell.Cell;
import dev.atelier.kernel.cell.CurrentCell;
import java.util.Optional;

/**
 * Interrupts the request that runs, and nothing else. Its thread is woken only while it runs the person's code or a
 * magic: the compiler reads jars through channels that an interrupt would close for good.
 */
public final class Interrupts {
    private final CurrentCell current;
    private Optional<Thread> running = Optional.empty();
    private boolean wakeable;
    private boolean interrupted;

    public Interrupts(CurrentCell current) {
        this.current = current;
    }

    /** A stretch of a request, in which its thread is woken or is not. */
    public interface Stretch extends AutoCloseable {
        @Override
        void close();
    }

    /** The calling thread begins to work for a request. */
    public synchronized void begin() {
        StopSwitch.disarm();
        running = Optional.of(Thread.currentThread());
        wakeable = false;
        interrupted = false;
    }

    /** It has ended; an interrupt that came too late is forgotten. */
    public synchronized void end() {
        running = Optional.empty();
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
        if (running.filter(thread -> thread == Thread.currentThread()).isEmpty()) {
            // A thread that no interrupt is meant for.
            return () -> {};
        }
        boolean before = wakeable;
        enter(next);
        return () -> leave(before);
    }

    private synchronized void leave(boolean before) {
        enter(before);
    }

    private void enter(boolean next) {
        wakeable = next;
        if (next && interrupted) {
            Thread.currentThread().interrupt();
        } else if (!next) {
            Thread.interrupted();
        }
    }

    /** Stops the running request: what sleeps is woken, what loops is thrown out. Without one it does nothing. */
    public synchronized void interrupt() {
        running.ifPresent(thread -> {
            Cell cell = current.latest();
            cell.markInterrupted();
            interrupted = true;
            StopSwitch.arm(() -> current.cell() == cell);
            if (wakeable) {
                thread.interrupt();
            }
        });
    }
}
