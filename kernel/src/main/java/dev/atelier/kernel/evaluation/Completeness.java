package dev.atelier.kernel.evaluation;

/** As in {@code is_complete_reply}. */
public enum Completeness {
    COMPLETE,
    INCOMPLETE,
    INVALID
}
