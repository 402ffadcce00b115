package dev.atelier.gateway.limit;

import java.util.Map;

/**
 * What may be had.
 *
 * @param all over all families together
 * @param families of each family besides, by its name
 */
public record Allowance(Limits all, Map<String, Limits> families) {

    public Allowance {
        families = Map.copyOf(families);
    }

    public static Allowance unlimited() {
        return new Allowance(Limits.none(), Map.of());
    }

    Limits of(String family) {
        return families.getOrDefault(family, Limits.none());
    }
}
