package dev.atelier.gateway.doctor;

import dev.atelier.api.Diagnosis.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Examinations that run side by side, each on a virtual thread. Closing ends those that still run. */
final class Rounds implements AutoCloseable {
    private final List<Running> all = new ArrayList<>();

    /** One that has begun. */
    private record Running(Examination examination, FutureTask<Finding> task, Thread thread, long began) {
        Check result() throws InterruptedException {
            Finding finding = finding();
            long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            return new Check(examination.name(), finding.outcome(), finding.found(), finding.cure(), millis);
        }

        private Finding finding() throws InterruptedException {
            long left = examination.bound().toNanos() - (System.nanoTime() - began);
            try {
                return task.get(Math.max(0, left), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return examination.tooLate();
            } catch (ExecutionException e) { // an examination finds whatever happens, but for an Error
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    void begin(Examination examination) {
        FutureTask<Finding> task = new FutureTask<>(examination::find);
        Thread thread = Thread.ofVirtual().name("doctor-" + examination.name()).unstarted(task);
        all.add(new Running(examination, task, thread, System.nanoTime()));
        thread.start();
    }

    /** Of all in the order in which they began; waits for them, none longer than its bound. */
    List<Check> results() throws InterruptedException {
        List<Check> checks = new ArrayList<>();
        for (Running running : all) {
            checks.add(running.result());
        }
        return checks;
    }

    @Override
    public void close() {
        all.forEach(running -> running.thread().interrupt());
    }
}
