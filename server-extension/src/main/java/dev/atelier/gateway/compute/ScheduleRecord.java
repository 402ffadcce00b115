package dev.atelier.gateway.compute;

import dev.atelier.api.ScheduleSpec;
import java.time.Instant;
import java.util.Optional;

/**
 * A schedule as the store has it.
 *
 * @param spec whole: with its action and its trigger
 * @param done up to when all its times have been dealt with
 * @param seen when the gateway first saw that it is due, where it has to wait
 * @param note what it waits for, or why it did nothing when it was due last
 */
record ScheduleRecord(
        String compute, String name, ScheduleSpec spec, Instant done, Optional<Instant> seen, Optional<String> note) {

    /** Whether the clock was ahead of this time when it was written. */
    boolean isAheadOf(Instant now) {
        return done.isAfter(now) || seen.filter(now::isBefore).isPresent();
    }
}
