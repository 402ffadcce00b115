package dev.atelier.gateway.provider;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A short change outside this process that, once asked for, is awaited to its end, though its thread is interrupted meanwhile:
 * what it makes must not turn up after a stop or a removal has looked for it.
 */
public final class Shielded {
    private Shielded() {}

    /** What is asked of an engine or a host; has a time limit of its own. */
    @FunctionalInterface
    public interface Change<T> {
        T make() throws IOException, InterruptedException;
    }

    /** @throws InterruptedException after the change has been made or has failed, where the thread was interrupted */
    public static <T> T run(Change<T> change) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("before a change was asked for");
        }
        FutureTask<T> task = new FutureTask<>(change::make);
        Thread.ofVirtual().name("change").start(task);
        boolean interrupted = false;
        while (true) {
            try {
                T made = task.get();
                if (interrupted) {
                    throw new InterruptedException("while a change was made");
                }
                return made;
            } catch (InterruptedException e) {
                if (task.isDone()) {
                    throw e;
                }
                interrupted = true;
            } catch (ExecutionException e) {
                if (interrupted) {
                    throw new InterruptedException("while a change failed: " + e.getCause());
                }
                throw rethrown(e.getCause());
            }
        }
    }

    private static RuntimeException rethrown(Throwable failure) throws IOException, InterruptedException {
        switch (failure) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
