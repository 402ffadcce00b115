package dev.atelier.kernel.cell;

import dev.atelier.kernel.message.Message;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The cell of each thread. A thread gets the cell of the thread that starts it and keeps it when that cell has ended;
 * one that inherited none (a pool older than all cells) counts to the latest cell.
 */
public final class CurrentCell {
    /** Not static: a test has several kernels in one JVM. */
    @SuppressWarnings("ThreadLocalUsage")
    private final InheritableThreadLocal<Cell> own = new InheritableThreadLocal<>();

    private final AtomicReference<Cell> latest = new AtomicReference<>(new Cell(Message.none()));

    /** The calling thread works for {@code cell} from now on, and what belongs to nobody is that cell's. */
    public void enter(Cell cell) {
        own.set(cell);
        latest.set(cell);
    }

    /** The calling thread works for another request, which shows no output: a question, say. */
    public void answer(Cell request) {
        own.set(request);
    }

    public Cell cell() {
        Cell cell = own.get();
        return cell != null ? cell : latest.get();
    }

    public Cell latest() {
        return latest.get();
    }
}
