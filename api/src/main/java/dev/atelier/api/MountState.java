package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonValue;

/** The states of a mount. */
public enum MountState {
    MOUNTING("Mounting"),
    MOUNTED("Mounted"),
    /** Its instance is not running; it is mounted again with it. */
    UNMOUNTED("Unmounted"),
    FAILED("Failed");

    private final String word;

    MountState(String word) {
        this.word = word;
    }

    @JsonValue
    @Override
    public String toString() {
        return word;
    }
}
