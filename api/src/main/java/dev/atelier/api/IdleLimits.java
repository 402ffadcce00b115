package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What the operator decides of instances that are idle, for one person.
 *
 * @param usual after how many minutes an instance is stopped where nobody says; never when empty
 * @param most after how many it is stopped at the latest; without bound when empty
 * @param mostKept for how many minutes it may be kept running at a time; as {@link KeepSpec#MOST} when empty
 */
public record IdleLimits(
        @JsonProperty("default_minutes") Optional<Integer> usual,
        @JsonProperty("maximum_minutes") Optional<Integer> most,
        @JsonProperty("maximum_keepalive_minutes") Optional<Integer> mostKept) {

    public IdleLimits {
        usual = usual == null ? Optional.empty() : usual;
        most = most == null ? Optional.empty() : most;
        mostKept = mostKept == null ? Optional.empty() : mostKept;
    }
}
