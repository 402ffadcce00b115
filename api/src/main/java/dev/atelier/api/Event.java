package dev.atelier.api;

import java.time.Instant;

/**
 * Something that happened, in the order of {@code id}.
 *
 * @param kind {@code compute}, {@code job}, {@code datastore}, {@code mount}, or {@code leftover} of an instance that was given up
 * @param subject the name of what it happened to; a mount's is {@code INSTANCE/NAME}
 * @param state the state that it is in since then
 * @param detail a sentence for a person; may be empty
 */
public record Event(long id, Instant time, String kind, String subject, String state, String detail) {}
