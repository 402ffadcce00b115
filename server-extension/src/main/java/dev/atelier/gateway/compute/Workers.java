package dev.atelier.gateway.compute;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Does something for each of several subjects, which don't wait for each other: one virtual thread for a subject that has something
 * to do. Whoever is woken while at work looks once more afterwards.
 */
final class Workers {
    private static final System.Logger LOG = System.getLogger(Workers.class.getName());

    private final String kind;
    private final Consumer<String> work;
    /** How often a subject was woken since its thread last looked; no entry, no thread. */
    private final Map<String, Integer> wishes = new ConcurrentHashMap<>();

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param kind what its threads' names begin with
     * @param work gets the subject; its thread is interrupted when it is to end
     */
    Workers(String kind, Consumer<String> work) {
        this.kind = kind;
        this.work = work;
    }

    void wake(String subject) {
        if (!closed && wishes.merge(subject, 1, Integer::sum) == 1) {
            Thread thread = Thread.ofVirtual().name(kind + "-" + subject).unstarted(() -> work(subject));
            threads.add(thread);
            thread.start();
        }
    }

    /** Whether nothing is to be done for anyone just now. */
    boolean isIdle() {
        return wishes.isEmpty();
    }

    private void work(String subject) {
        boolean done = false;
        try {
            Integer seen;
            do {
                seen = wishes.get(subject);
                work.accept(subject);
            } while (!wishes.remove(subject, seen));
            done = true;
        } finally {
            if (!done) {
                wishes.remove(subject); // an Error took this thread; the next wake starts another
            }
            threads.remove(Thread.currentThread());
        }
    }

    /** Takes no more, and tells what is under way to end. */
    void end() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    /** Waits until what was under way has ended, until that time at most. */
    void awaitEnd(Instant deadline) throws InterruptedException {
        for (Thread thread : threads) {
            if (!thread.join(Duration.between(Instant.now(), deadline))) {
                LOG.log(Level.WARNING, () -> thread.getName() + " did not end in time");
            }
        }
    }
}
