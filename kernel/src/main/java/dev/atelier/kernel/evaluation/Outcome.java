package dev.atelier.kernel.evaluation;

import java.util.Optional;

/** What became of a cell's Java. */
public sealed interface Outcome {
    /** It ended without a value to show. */
    record Nothing() implements Outcome {}

    /** Its last expression's value; empty is the person's {@code null}. */
    record Value(Optional<Object> value) implements Outcome {}

    record Failed(ErrorReport report) implements Outcome {}
}
