package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a schedule does anything, with Azure ML's words. */
public enum ScheduleState {
    ENABLED,
    DISABLED;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
