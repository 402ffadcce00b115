package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** The states of a job, with Azure ML's words. */
public enum JobState {
    NOT_STARTED("NotStarted"),
    QUEUED("Queued"),
    PREPARING("Preparing"),
    STARTING("Starting"),
    RUNNING("Running"),
    FINALIZING("Finalizing"),
    COMPLETED("Completed"),
    FAILED("Failed"),
    CANCEL_REQUESTED("CancelRequested"),
    CANCELED("Canceled"),
    NOT_RESPONDING("NotResponding");

    private final String word;

    JobState(String word) {
        this.word = word;
    }

    public boolean ended() {
        return this == COMPLETED || this == FAILED || this == CANCELED;
    }

    @JsonValue
    @Override
    public String toString() {
        return word;
    }
}
