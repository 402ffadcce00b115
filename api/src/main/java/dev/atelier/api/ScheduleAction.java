package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a schedule does with its instance, with Azure ML's words. */
public enum ScheduleAction {
    START,
    STOP;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
