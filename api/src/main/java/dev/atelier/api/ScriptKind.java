package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The two setup scripts of an instance, with Azure ML's words. */
public enum ScriptKind {
    /** Runs once, after its creation. */
    CREATION,
    /** Runs at each start, also the first. */
    STARTUP;

    /** @throws ProblemException {@code unknown-script} (400) */
    public static ScriptKind of(String word) {
        for (ScriptKind kind : values()) {
            if (kind.toString().equals(word)) {
                return kind;
            }
        }
        throw Problem.of(
                        400,
                        "unknown-script",
                        "“" + Names.shown(word) + "” is none of an instance's setup scripts.",
                        "They are: creation, startup.")
                .asException();
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
