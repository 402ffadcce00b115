package dev.atelier.agent.job;

import dev.atelier.agent.process.ProcessGroup;
import dev.atelier.agent.process.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command that was started once; what became of it is known whatever was killed meanwhile. */
final class Job {
    private static final Logger LOG = System.getLogger(Job.class.getName());

    private static final Duration WRITTEN = Duration.ofSeconds(1);

    private final JobFolder folder;
    private final Instant started;
    private final Optional<ProcessId> process;
    private final CompletableFuture<JobEnd> end = new CompletableFuture<>();

    /** @param gone completes when the wrapper's process has gone */
    Job(JobFolder folder, Instant started, Optional<ProcessId> process, CompletableFuture<?> gone) {
        this.folder = folder;
        this.started = started;
        this.process = process;
        gone.thenRunAsync(
                this::ended,
                task -> Thread.ofVirtual().name("job-end-" + folder.id()).start(task));
    }

    /** A job that had ended before this agent came. */
    Job(JobFolder folder, Instant started, Optional<ProcessId> process, JobEnd end) {
        this.folder = folder;
        this.started = started;
        this.process = process;
        this.end.complete(end);
    }

    JobFolder folder() {
        return folder;
    }

    boolean running() {
        return !end.isDone();
    }

    JobModel model() {
        Optional<JobEnd> over = running() ? Optional.empty() : Optional.of(end.join());
        return new JobModel(
                folder.id(),
                over.map(JobEnd::state).orElse(JobState.Running),
                over.flatMap(JobEnd::exitCode),
                over.flatMap(JobEnd::signal),
                started,
                over.map(JobEnd::ended),
                process.map(ProcessId::pid));
    }

    /** Waits until it has ended or the time is over. */
    void await(Duration time) throws InterruptedException {
        try {
            end.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // it runs on
        } catch (ExecutionException e) { // never failed
            throw new IllegalStateException(e);
        }
    }

    /** Ends the whole group; returns when it has gone, and its end is written down if that takes less than a second. */
    void cancel(Duration grace) throws InterruptedException {
        if (running() && process.filter(ProcessId::alive).isPresent()) { // else its number may be another's by now
            try {
                folder.markCanceled();
            } catch (IOException e) {
                throw new UncheckedIOException("The job " + folder.id() + " cannot be marked as canceled", e);
            }
            new ProcessGroup(process.get()).end(grace);
        }
        await(WRITTEN);
    }

    private void ended() {
        try {
            JobEnd over = folder.readEnd().orElse(folder.end());
            folder.write(over);
            end.complete(over);
        } catch (IOException | RuntimeException e) { // the border of this thread
            LOG.log(Level.ERROR, "How job " + folder.id() + " ended cannot be read", e);
            end.complete(new JobEnd(JobState.Failed, Optional.empty(), Optional.empty(), Instant.now()));
        }
    }
}
