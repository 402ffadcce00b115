package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What the operator lets somebody have, and how much of it is taken.
 *
 * @param person whose quota it is
 * @param stoppedHold whether a stopped instance keeps what it takes, as with Azure ML
 * @param uses those of the person first, then others' where they were asked for, then those of the whole gateway; the first of each
 *     is over all families
 */
public record Quota(
        String person,
        @JsonProperty("stopped_instances_hold_quota") boolean stoppedHold,
        @JsonProperty("quotas") List<QuotaUse> uses,
        @JsonProperty("idle_shutdown") IdleLimits idle) {

    public Quota {
        uses = List.copyOf(uses);
    }
}
