package dev.atelier.api;

import java.util.Optional;

/**
 * What the operator decides of a size.
 *
 * @param pool how many instances are kept ready that nobody has asked for yet
 */
public record PoolSpec(Optional<Integer> pool) {}
