package dev.atelier.gateway.provider.ssh;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a connection that is refused something is ended, so that the next one may be refused less: not at once, since a daemon
 * that is being restarted refuses for a moment, and less and less often, since each end breaks off what runs over it. Of one thread.
 */
final class Renewal {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(5);

    private Duration pause = FIRST;
    private Optional<Instant> due = Optional.empty();

    /** @param refused what is seen now */
    boolean isDue(boolean refused, Instant now) {
        if (!refused) {
            pause = FIRST;
            due = Optional.empty();
            return false;
        }
        if (due.isEmpty()) {
            due = Optional.of(now.plus(pause));
        }
        if (now.isBefore(due.orElseThrow())) {
            return false;
        }
        pause = pause.multipliedBy(2).compareTo(MOST) < 0 ? pause.multipliedBy(2) : MOST;
        due = Optional.of(now.plus(pause));
        return true;
    }
}
