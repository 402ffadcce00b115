package dev.atelier.kernel.history;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The history on a thread of its own: reading what years have left takes a tenth of a second, and no cell waits for it. Whoever
 * asks gets everything that was added before.
 */
public final class HistoryKeeper implements AutoCloseable {
    private static final long CLOSE_MILLIS = 300;

    private final History history;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("kernel-history").factory());

    public HistoryKeeper(History history) {
        this.history = history;
    }

    /** Returns at once. */
    public void add(int line, String source) {
        thread.execute(() -> history.add(line, source));
    }

    public List<History.Entry> tail(int count) {
        return asked(() -> history.tail(count));
    }

    public List<History.Entry> range(int of, int start, int stop) {
        return asked(() -> history.range(of, start, stop));
    }

    public List<History.Entry> search(String glob, int count, History.Repeats repeats) {
        return asked(() -> history.search(glob, count, repeats));
    }

    /** @return nothing when the calling thread is interrupted meanwhile */
    private List<History.Entry> asked(Callable<List<History.Entry>> question) {
        try {
            return thread.submit(question).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException e) {
            throw new IllegalStateException("The history cannot be read: " + e.getCause(), e.getCause());
        }
    }

    /** Writes what is still to be written, for a moment at most. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
