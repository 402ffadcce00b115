package dev.atelier.gateway.limit;

/**
 * An instance, as quotas see it.
 *
 * @param resting whether it was stopped, or never came into being: it may hold nothing then
 */
public record Holder(String instance, String owner, Claim claim, boolean resting) {

    boolean isNamed(String name) {
        return instance.equalsIgnoreCase(name);
    }
}
