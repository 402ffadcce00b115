package dev.atelier.gateway.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Whether the gateway can do its work. Looked at no oftener than once a second, however many ask, and never for long. */
public final class Health {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * One thing that must be so.
     *
     * @param otherwise what is the matter if it is not, for a person; names no path
     */
    public record Check(BooleanSupplier holds, String otherwise) {}

    private record Look(List<String> reasons, long at) {}

    private final List<Check> checks;
    private Look last = new Look(List.of(), System.nanoTime() - FRESH.toNanos());

    public Health(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Why it is not ready; empty when it is. */
    public synchronized List<String> reasons() throws InterruptedException {
        if (System.nanoTime() - last.at() >= FRESH.toNanos()) {
            last = new Look(look(), System.nanoTime());
        }
        return last.reasons();
    }

    private List<String> look() throws InterruptedException {
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        for (Check check : checks) {
            FutureTask<Boolean> task = new FutureTask<>(() -> check.holds().getAsBoolean());
            Thread.ofVirtual().name("health").start(task);
            tasks.add(task);
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            if (!holds(tasks.get(i), until)) {
                reasons.add(checks.get(i).otherwise());
            }
        }
        return List.copyOf(reasons);
    }

    /** The border: what fails or hangs does not hold. */
    private static boolean holds(FutureTask<Boolean> task, long until) throws InterruptedException {
        try {
            return task.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } finally {
            task.cancel(true);
        }
    }
}
