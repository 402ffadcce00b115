package dev.atelier.agent.kernel;

import java.util.concurrent.TimeUnit;

/**
 * When whoever takes a stream of things should pause, so that more of them come at once: while they pour in, each by itself,
 * waking up for each costs several times what is done with it. What comes now and then is never kept waiting; what comes
 * faster still comes in heaps by itself, and pausing could make the other side run out of room. One thread at a time.
 */
final class Pace {
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** How long to pause: longer than most things are apart, shorter than anybody notices. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    /** Time to take what has come together, before the next pause. */
    private static final long AWAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final int few;
    private final int many;
    private long windowBegan;
    private int counted;
    private boolean pouring;
    private long pauseFrom;

    /**
     * @param few so many in 50 ms, or fewer, come now and then
     * @param many so many in 50 ms, or more, come in heaps
     */
    Pace(int few, int many) {
        this.few = few;
        this.many = many;
    }

    /**
     * Something has come.
     *
     * @param now the clock's nanoseconds
     * @return how many nanoseconds to pause before it is taken; 0 for not at all
     */
    long came(long now) {
        long age = now - windowBegan;
        if (age > WINDOW_NANOS) {
            pouring = counted > few && counted < many && age < 2 * WINDOW_NANOS;
            windowBegan = now;
            counted = 0;
        }
        counted++;
        if (!pouring || counted >= many || now < pauseFrom) {
            return 0;
        }
        pauseFrom = now + PAUSE_NANOS + AWAKE_NANOS;
        return PAUSE_NANOS;
    }
}
