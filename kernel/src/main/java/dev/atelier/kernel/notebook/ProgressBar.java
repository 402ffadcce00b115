package dev.atelier.kernel.notebook;

import dev.atelier.kernel.display.Bundle;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A bar in the cell's output. Any thread may move it; it is drawn anew ten times a second at most, and always as it is
 * when it is closed.
 *
 * <pre>{@code
 * try (var bar = progressBar(files.size(), "Reading")) {
 *     for (var file : files) { read(file); bar.step(); }
 * }
 * }</pre>
 */
public final class ProgressBar implements AutoCloseable {
    private static final long PACE = Duration.ofMillis(100).toNanos();

    private final Consumer<Bundle> update;
    private final LongSupplier clock;
    private final OptionalLong total;
    private final long start;
    private final ReentrantLock lock = new ReentrantLock();
    private String label;
    private long done;
    private long drawn;
    private boolean drawingLater;
    private boolean closed;

    /**
     * @param show gets the first bundle
     * @param update gets all that follow, one at a time
     * @param clock in nanoseconds
     */
    ProgressBar(OptionalLong total, String label, Consumer<Bundle> show, Consumer<Bundle> update, LongSupplier clock) {
        this.total = total;
        this.label = label;
        this.update = update;
        this.clock = clock;
        this.start = clock.getAsLong();
        this.drawn = start;
        show.accept(line().bundle());
    }

    /** One more is done. */
    public void step() {
        steps(1);
    }

    /** So many more are done. */
    public void steps(long more) {
        change(() -> done += more);
    }

    /** What stands before the bar from now on. */
    public void label(String text) {
        change(() -> label = text);
    }

    /** Draws it for the last time, where it is. Nothing moves it after that. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                draw();
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            change.run();
            long wait = PACE - (clock.getAsLong() - drawn);
            if (wait <= 0) {
                draw();
            } else if (!drawingLater) {
                drawingLater = true;
                Thread.ofVirtual().name("progress").start(() -> drawLater(wait));
            }
        } finally {
            lock.unlock();
        }
    }

    /** What was too early to be drawn is, when nothing comes after it: a loop that fails leaves its bar where it was. */
    private void drawLater(long wait) {
        try {
            TimeUnit.NANOSECONDS.sleep(wait);
        } catch (InterruptedException e) {
            // Somebody interrupts every thread; it is drawn at once then.
        }
        lock.lock();
        try {
            drawingLater = false;
            if (!closed) {
                draw();
            }
        } finally {
            lock.unlock();
        }
    }

    private void draw() {
        drawn = clock.getAsLong();
        update.accept(line().bundle());
    }

    private ProgressLine line() {
        return new ProgressLine(
                label,
                done,
                total,
                clock.getAsLong() - start,
                closed ? ProgressLine.State.ENDED : ProgressLine.State.RUNNING);
    }
}
