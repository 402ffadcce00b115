package dev.atelier.gateway.provider;

/**
 * Which instance a provider is asked about.
 *
 * @param generation tells it from an earlier instance of the same name
 */
public record Place(String name, String owner, String size, long generation) {}
