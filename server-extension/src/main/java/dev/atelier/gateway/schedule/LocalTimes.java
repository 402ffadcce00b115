package dev.atelier.gateway.schedule;

import java.time.LocalDateTime;
import java.util.Optional;

/** The times of a trigger as a clock on the wall shows them, whatever its zone does to clocks. */
@FunctionalInterface
interface LocalTimes {
    /** The first one after this time; empty where none ever comes. */
    Optional<LocalDateTime> next(LocalDateTime after);
}
