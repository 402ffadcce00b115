package dev.atelier.gateway.compute;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
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
    private final Instant deadline;
    private final Thread thread;
    private Optional<Cut> cut = Optional.empty();
    private boolean over;

    /** Begins now, on this thread. */
    Attempt(InstanceRecord instance, Instant now) {
        this.instance = instance;
        this.deadline = now.plus(time(instance));
        this.thread = Thread.currentThread();
    }

    InstanceRecord instance() {
        return instance;
    }

    /**
     * How long a step may take: an image that comes over a slow line has an hour, all else a multiple of what providers give
     * their own parts. Setup scripts have times of their own, which are shorter than a day.
     */
    static Duration time(InstanceRecord instance) {
        if (instance.desired() != Desired.RUNNING) {
            return Duration.ofMinutes(10);
        }
        return switch (instance.state()) {
            case CREATING -> Duration.ofHours(1);
            case SETTING_UP -> Duration.ofDays(2); // one script, a day at most, and room for its end
            default -> Duration.ofMinutes(10);
        };
    }

    /**
     * Cuts the step where it is not wanted any more, or its time is over. What ends an instance is not cut for a wish: half
     * ended it would seem to run.
     */
    void look(Optional<InstanceRecord> now, Instant when) {
        boolean otherWish = now.filter(n -> n.generation() == instance.generation())
                .filter(n -> n.desired() == instance.desired())
                .isEmpty();
        if (instance.desired() == Desired.RUNNING && otherWish) {
            cut(Cut.OTHER_WISH);
        } else if (when.isAfter(deadline)) {
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
