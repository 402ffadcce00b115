package dev.atelier.kernel.output;

import dev.atelier.kernel.cell.CurrentCell;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What is written past {@code System.out}: by child processes that inherit the kernel's descriptors 1 and 2, and by native
 * libraries. It becomes output of the latest cell, for nothing says which one a process belongs to.
 *
 * <p>It takes milliseconds that a start cannot spare. So it comes into force a moment after the start, or before a cell that
 * speaks of inheriting, whichever is earlier.
 */
public final class ProcessOutput {
    private static final Duration AFTER_START = Duration.ofSeconds(2);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
    private static final int MAX_READ = 1 << 20;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private final CurrentCell current;
    private final OutputBuffer buffer;
    private final Consumer<String> complaints;
    private final Consumer<PrintStream> log;
    private final CountDownLatch wanted = new CountDownLatch(1);
    private final CountDownLatch settled = new CountDownLatch(1);
    private final ReentrantLock reading = new ReentrantLock();
    private volatile List<Source> sources = List.of();

    /** One of the two, behind a pipe. */
    private record Source(StandardStream stream, int descriptor, FileInputStream in) {}

    /** @param log gets the process's standard error as it was, for the kernel's own words, when cells get it */
    public ProcessOutput(
            CurrentCell current, OutputBuffer buffer, Consumer<String> complaints, Consumer<PrintStream> log) {
        this.current = current;
        this.buffer = buffer;
        this.complaints = complaints;
        this.log = log;
    }

    /** Starts the thread that moves the output. */
    public void start() {
        buffer.takeFirst(this::drain);
        Thread.ofPlatform()
                .daemon()
                .name("kernel-processes")
                .inheritInheritableThreadLocals(false)
                .start(this::run);
    }

    /** Returns when what {@code code} starts is heard. */
    public void expect(String code) {
        if (code.toUpperCase(Locale.ROOT).contains("INHERIT")) {
            wanted.countDown();
            try {
                settled.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Moves what has been written until now. */
    public void drain() {
        reading.lock();
        try {
            for (Source source : sources) {
                move(source);
            }
        } catch (IOException e) {
            complaints.accept("The output of a process was lost: " + e.getMessage());
        } finally {
            reading.unlock();
        }
    }

    private void move(Source source) throws IOException {
        int there = Math.min(source.in().available(), MAX_READ);
        if (there > 0) {
            byte[] bytes = source.in().readNBytes(there);
            buffer.write(current.latest(), source.stream(), bytes, 0, bytes.length);
        }
    }

    private void run() {
        try {
            Optional<Descriptors> found = awaitWanted();
            if (found.isPresent()) {
                capture(found.get());
                settled.countDown();
                List<Integer> descriptors =
                        sources.stream().map(Source::descriptor).toList();
                while (true) {
                    moved(found.get(), descriptors);
                }
            }
        } catch (IOException | RuntimeException e) {
            complaints.accept("The output of child processes cannot be had: " + e.getMessage());
        } finally {
            settled.countDown();
        }
    }

    /** The border behind which nothing ends the thread: without it, a child that prints much would wait for ever. */
    @SuppressWarnings("CatchThrowable")
    private void moved(Descriptors descriptors, List<Integer> numbers) {
        try {
            descriptors.awaitAny(numbers);
            drain();
        } catch (Throwable e) {
            complaints.accept(
                    "The output of a process was lost: " + e.getClass().getName());
            LockSupport.parkNanos(AFTER_FAILURE.toNanos());
        }
    }

    private void capture(Descriptors descriptors) throws IOException {
        OutputStream before = descriptors.writer(descriptors.copy(STDERR));
        log.accept(new PrintStream(before, true, StandardCharsets.UTF_8));
        // Both are there before either is used. The writing ends stay open: were a cell to close the standard output,
        // the
        // pipe would have an end, of which poll told without end.
        Descriptors.Ends out = descriptors.newPipe();
        Descriptors.Ends err = descriptors.newPipe();
        List<Source> both = List.of(source(StandardStream.STDOUT, out), source(StandardStream.STDERR, err));
        descriptors.redirect(STDOUT, out.write());
        descriptors.redirect(STDERR, err.write());
        sources = both;
    }

    private static Source source(StandardStream stream, Descriptors.Ends pipe) throws IOException {
        return new Source(stream, pipe.read(), new FileInputStream("/dev/fd/" + pipe.read()));
    }

    private Optional<Descriptors> awaitWanted() {
        try {
            wanted.await(AFTER_START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // A cell may interrupt every thread it finds; so it is in force sooner.
        }
        return Descriptors.find();
    }
}
