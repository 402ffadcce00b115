package dev.atelier.gateway.compute;

import dev.atelier.api.InstanceState;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/** One step for one instance on the thread that it is taken on, which can be told to leave off. */
final class Attempt {

    /** Why a step was left in the middle. */
    enum Cut {
        /** Its time was over. */
        TOO_LONG,
        /** Somebody wants something else by now. */
        OTHER_WISH
    }

    private static final System.Logger LOG = System.getLogger(Attempt.class.getName());

    private final InstanceRecord instance;
    private final long deadline;
    private final Thread thread;
    private Optional<Cut> cut = Optional.empty();
    private boolean over;

    /**
     * Begins now, on this thread.
     *
     * @param nanos as {@link System#nanoTime} counts: the clock on the wall may be set, or the computer sleep
     */
    Attempt(InstanceRecord instance, long nanos) {
        this.instance = instance;
        this.deadline = nanos + time(instance).toNanos();
        this.thread = Thread.currentThread();
    }

    InstanceRecord instance() {
        return instance;
    }

    /**
     * How long a step may take: whatever comes over a slow line first, an image or what we bring to a host, has its time, and all
     * else a multiple of what providers give their own parts. Setup scripts have times of their own.
     */
    static Duration time(InstanceRecord instance) {
        return switch (instance.desired()) {
            case RUNNING ->
                instance.state() == InstanceState.SETTING_UP
                        ? Duration.ofDays(2) // one script, a day at most, and room for its end
                        : Duration.ofHours(1);
            case STOPPED, RESTARTED, DELETED -> Duration.ofMinutes(30);
            case FORGOTTEN -> Duration.ofMinutes(1); // whoever wants that does not believe in it any more
        };
    }

    /**
     * Cuts the step where it is not wanted any more, or its time is over. What ends an instance is not cut for a wish, since half
     * ended it would seem to run; but for that to forget it.
     */
    void look(Optional<InstanceRecord> now, long nanos) {
        boolean otherWish = now.filter(n -> n.generation() == instance.generation())
                .filter(n -> n.desired() == instance.desired())
                .isEmpty();
        boolean forgotten = now.filter(n -> n.desired() == Desired.FORGOTTEN).isPresent();
        if (otherWish && (instance.desired() == Desired.RUNNING || forgotten)) {
            cut(Cut.OTHER_WISH);
        } else if (nanos - deadline > 0) {
            cut(Cut.TOO_LONG);
        }
    }

    private synchronized void cut(Cut why) {
        if (!over && cut.isEmpty()) {
            cut = Optional.of(why);
            thread.interrupt();
        }
    }

    /** Ends it, on its thread; says whether it was cut. Whoever would cut it afterwards comes too late. */
    synchronized Optional<Cut> end() {
        over = true;
        if (cut.isPresent() && Thread.interrupted()) {
            LOG.log(Level.DEBUG, () -> instance.name() + ": the step took no notice of being cut");
        }
        return cut;
    }
}
