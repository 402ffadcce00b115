package dev.atelier.kernel.output;

import dev.atelier.kernel.cell.Cell;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Collects what cells print. It goes out when it has grown to {@code limit} bytes, when it is older than {@code age},
 * when another stream or another cell prints, and when somebody calls {@link #flush} to publish something after it.
 * Nothing is lost and nothing changes places.
 */
public final class OutputBuffer {

    /** Where a chunk goes; called under the buffer's lock, so in order. */
    public interface Sink {
        void chunk(Cell cell, StandardStream stream, String text);
    }

    /** No process starts, writes and ends in less. */
    private static final Duration SHORTEST_PROCESS = Duration.ofNanos(200_000);

    private final Sink sink;
    private final int limit;
    private final Duration age;
    private final Consumer<String> complaints;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private Cell owner;
    private StandardStream stream = StandardStream.STDOUT;
    private volatile Runnable others = () -> {};
    private volatile long caughtUp;

    /** @param complaints gets a sentence when what was printed could not be sent */
    public OutputBuffer(Sink sink, int limit, Duration age, Consumer<String> complaints) {
        this.sink = sink;
        this.limit = limit;
        this.age = age;
        this.complaints = complaints;
    }

    /** Calls {@code writes}, who has output from elsewhere to write, before others' output that may have come after it. */
    void takeFirst(Runnable writes) {
        others = writes;
    }

    /** Before something is printed: what a process wrote that has run since the last call stands before it. */
    void catchUp() {
        long now = System.nanoTime();
        if (now - caughtUp > SHORTEST_PROCESS.toNanos()) {
            caughtUp = now;
            others.run();
        }
    }

    /** Starts the thread that flushes by age. */
    public void start() {
        Thread.ofPlatform().daemon().name("kernel-output").start(this::flushByAge);
    }

    public void write(Cell cell, StandardStream to, byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            if (owner != cell || stream != to) {
                emit(pending.size());
                owner = cell;
                stream = to;
            }
            boolean first = pending.size() == 0;
            pending.write(bytes, offset, length);
            if (pending.size() >= limit) {
                emit(wholeCharacters());
            } else if (first) {
                filled.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is there now, but for the first bytes of a character whose rest has not been printed. */
    public void flush() {
        others.run();
        lock.lock();
        try {
            emit(wholeCharacters());
        } finally {
            lock.unlock();
        }
    }

    private void emit(int length) {
        if (length == 0) {
            return;
        }
        byte[] all = pending.toByteArray();
        pending.reset();
        pending.write(all, length, all.length - length);
        sink.chunk(owner, stream, new String(all, 0, length, StandardCharsets.UTF_8));
    }

    /** How many of the pending bytes end with a whole UTF-8 character. */
    private int wholeCharacters() {
        byte[] all = pending.toByteArray();
        int start = all.length - 1;
        while (start >= 0 && start > all.length - 4 && (all[start] & 0xC0) == 0x80) {
            start--;
        }
        if (start < 0) {
            return all.length;
        }
        int lead = all[start] & 0xFF;
        int wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return start + wanted > all.length ? start : all.length;
    }

    /** The border behind which nothing ends the thread: without it, what cells print would wait for their end. */
    @SuppressWarnings("CatchThrowable")
    private void flushByAge() {
        while (true) {
            try {
                awaitOutput();
                TimeUnit.NANOSECONDS.sleep(age.toNanos());
                flush();
            } catch (InterruptedException e) {
                // A cell may interrupt every thread it finds; this one goes on.
            } catch (Throwable e) {
                complaints.accept("Output was lost: " + e.getClass().getName());
            }
        }
    }

    private void awaitOutput() {
        lock.lock();
        try {
            while (pending.size() == 0) {
                filled.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
