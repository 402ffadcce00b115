package dev.atelier.gateway.provider;

import dev.atelier.api.SshHost;
import java.util.Optional;

/**
 * Which instance a provider is asked about.
 *
 * @param image what it is made from, where the provider makes it from one; empty for the provider's default
 * @param ssh the host that it is, where somebody attached one
 * @param generation tells it from an earlier instance of the same name
 */
public record Place(
        String name, String owner, String size, Optional<String> image, Optional<SshHost> ssh, long generation) {}
