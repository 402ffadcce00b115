package dev.atelier.gateway.provider;

import java.util.Optional;

/**
 * Which instance a provider is asked about.
 *
 * @param image what it is made from, where the provider makes it from one; empty for the provider's default
 * @param generation tells it from an earlier instance of the same name
 */
public record Place(String name, String owner, String size, Optional<String> image, long generation) {}
