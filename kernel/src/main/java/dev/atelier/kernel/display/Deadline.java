package dev.atelier.kernel.display;

import java.time.Duration;

/** When whatever makes a rendering shows what it has. */
final class Deadline {
    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean passed() {
        return System.nanoTime() - end >= 0;
    }
}
