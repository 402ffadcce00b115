package dev.atelier.api;

import java.time.Instant;

/** What {@code ./atelier status} shows. */
public record GatewayStatus(
        String version, long pid, Instant started, String share, int instances, int kernels, int jobs) {}
