package dev.atelier.gateway.compute;

import java.time.Instant;
import java.util.Optional;

/**
 * When an instance that nobody uses is stopped, as the store has it.
 *
 * @param minutes after how many minutes without activity; never when empty
 * @param keptUntil not before this time
 * @param active when the gateway knew of activity last
 */
public record IdleRule(Optional<Integer> minutes, Optional<Instant> keptUntil, Optional<Instant> active) {}
