package dev.atelier.gateway.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** What {@code /api/status} tells. */
public record ServerStatus(
        Instant started, @JsonProperty("last_activity") Instant lastActivity, int kernels, int connections) {}
