package dev.atelier.agent.journal;

import dev.atelier.agent.wire.KernelMessage;

/** A message that is about to get its number. */
public record Draft(Audience audience, KernelMessage message) {}
