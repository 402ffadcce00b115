package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** How far a setup script is. */
public enum ScriptState {
    WAITING("Waiting"),
    /** It is about to be given to the instance. */
    STARTING("Starting"),
    RUNNING("Running"),
    COMPLETED("Completed"),
    FAILED("Failed");

    private final String word;

    ScriptState(String word) {
        this.word = word;
    }

    @JsonValue
    @Override
    public String toString() {
        return word;
    }
}
