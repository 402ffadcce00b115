package dev.atelier.kernel.evaluation;

import java.util.List;
import java.util.Optional;
import jdk.jshell.Diag;

/** What became of one snippet. */
sealed interface SnippetResult {
    default boolean failed() {
        return !(this instanceof Done || this instanceof Value);
    }

    /** A declaration, an import, a statement. */
    record Done() implements SnippetResult {}

    /** An expression; empty is the person's {@code null}. */
    record Value(Optional<Object> value) implements SnippetResult {}

    record Rejected(List<Diag> problems) implements SnippetResult {}

    record Thrown(Throwable exception) implements SnippetResult {}

    /** It called something that refers to names not declared yet. */
    record Unresolved(String sentence) implements SnippetResult {}
}
