package dev.atelier.gateway.compute;

import dev.atelier.gateway.limit.Claim;
import java.util.Optional;

/**
 * What an instance holds of quotas, as the store has it.
 *
 * @param claim what it takes; empty where an earlier version made it
 * @param resting whether it was stopped, or never came into being, and nobody has begun it again; being deleted changes nothing
 */
public record Hold(Optional<Claim> claim, boolean resting) {}
