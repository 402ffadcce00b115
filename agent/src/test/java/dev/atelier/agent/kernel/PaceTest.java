package dev.atelier.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final int FEW = 50;
    private static final int MANY = 500;

    private final Pace pace = new Pace(FEW, MANY);
    private long now = 7_000_000_000L;

    /** The share of this time that was spent in pauses, with things so far apart. */
    private double paused(long apartMicros, long forMillis) {
        long end = now + TimeUnit.MILLISECONDS.toNanos(forMillis);
        long next = now;
        long pauses = 0;
        while (next < end) {
            now = Math.max(now, next); // what came in a pause is taken after it
            long pause = pace.came(now);
            pauses += pause;
            now += pause;
            next += TimeUnit.MICROSECONDS.toNanos(apartMicros);
        }
        return (double) pauses / TimeUnit.MILLISECONDS.toNanos(forMillis);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_100, 10_000, 1_000_000})
    void whatComesNowAndThenIsNeverKeptWaiting(long apartMicros) {
        assertThat(paused(apartMicros, 3_000)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {120, 300, 900})
    void whatPoursInIsTakenInHeaps(long apartMicros) {
        assertThat(paused(apartMicros, 3_000)).isBetween(0.7, 0.97);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 10, 90})
    void whatComesInHeapsByItselfIsNotHeldUp(long apartMicros) {
        assertThat(paused(apartMicros, 3_000)).isLessThan(0.05);
    }

    @Test
    void theFirstAfterASilenceIsTakenAtOnce() {
        paused(300, 1_000);
        now += TimeUnit.MILLISECONDS.toNanos(150);
        assertThat(pace.came(now)).isZero();
    }

    @Test
    void aShortBurstIsNotHeldUp() {
        assertThat(paused(300, 40)).isZero();
    }

    /** A kernel that was slow and is fast of a sudden fills no more than one pause's worth before it is read without. */
    @Test
    void whatGetsFasterIsSoonReadWithoutPauses() {
        paused(300, 1_000);
        assertThat(paused(5, 1_000)).isLessThan(0.03);
    }
}
