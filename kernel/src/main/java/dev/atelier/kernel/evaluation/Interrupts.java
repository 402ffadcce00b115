package dev.atelier.kernel.evaluation;

import dev.atelier.kernel.cell.Cell;
import dev.atelier.kernel.cell.CurrentCell;
import java.util.Optional;

/** Interrupts the cell that runs, and nothing else. */
public final class Interrupts {
    private final CurrentCell current;
    private Optional<Thread> running = Optional.empty();

    public Interrupts(CurrentCell current) {
        this.current = current;
    }

    /** The calling thread begins to run a cell. */
    public synchronized void begin() {
        StopSwitch.disarm();
        running = Optional.of(Thread.currentThread());
    }

    /** It has ended; an interrupt that came too late is forgotten. */
    public synchronized void end() {
        running = Optional.empty();
        Thread.interrupted();
    }

    /** Stops the running cell: what sleeps is woken, what loops is thrown out. Without one it does nothing. */
    public synchronized void interrupt() {
        running.ifPresent(thread -> {
            Cell cell = current.latest();
            cell.markInterrupted();
            StopSwitch.arm(() -> current.cell() == cell);
            thread.interrupt();
        });
    }
}
