package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** The field {@code schedules} of an instance, in Azure ML's shape. */
public record SchedulesSpec(
        @JsonProperty("compute_start_stop") List<ScheduleSpec> startStop) {
    public SchedulesSpec {
        startStop = startStop == null ? List.of() : List.copyOf(startStop);
    }
}
