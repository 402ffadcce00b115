package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** The states of an instance, with Azure ML's words. */
public enum InstanceState {
    CREATING("Creating"),
    SETTING_UP("SettingUp"),
    STARTING("Starting"),
    RUNNING("Running"),
    RESTARTING("Restarting"),
    STOPPING("Stopping"),
    STOPPED("Stopped"),
    DELETING("Deleting"),
    CREATE_FAILED("CreateFailed"),
    SETUP_FAILED("SetupFailed"),
    UNUSABLE("Unusable"),
    /** It can't be reached, so nothing is claimed. */
    UNKNOWN("Unknown");

    private final String word;

    InstanceState(String word) {
        this.word = word;
    }

    /** Whether the state stays as it is until somebody asks for something else. */
    public boolean settled() {
        return switch (this) {
            case RUNNING, STOPPED, CREATE_FAILED, SETUP_FAILED, UNUSABLE, UNKNOWN -> true;
            case CREATING, SETTING_UP, STARTING, RESTARTING, STOPPING, DELETING -> false;
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return word;
    }
}
