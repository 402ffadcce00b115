package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What a new token shall be.
 *
 * @param name one is drawn when empty
 * @param owner the person whom it lets in; whoever makes it when empty
 * @param expiresInSeconds a minute to ten years; never when empty
 */
public record TokenSpec(
        Optional<String> name,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> owner,
        @JsonProperty("expires_in_seconds") Optional<Long> expiresInSeconds) {

    public TokenSpec {
        name = name == null ? Optional.empty() : name;
        owner = owner == null ? Optional.empty() : owner;
        expiresInSeconds = expiresInSeconds == null ? Optional.empty() : expiresInSeconds;
    }
}
