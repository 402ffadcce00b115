package dev.atelier.gateway.share;

/**
 * What must be at a path for a write to go ahead. It is looked at in the moment of the replacement, so of many writers with
 * one hash one wins.
 */
public sealed interface Before {

    record Anything() implements Before {}

    /** Nothing at all; else 409 {@code file-exists}. */
    record Nothing() implements Before {}

    /** A file of these bytes; else 409 {@code file-changed}. */
    record Bytes(Sha256 hash) implements Before {}
}
