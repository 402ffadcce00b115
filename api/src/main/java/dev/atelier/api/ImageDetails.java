package dev.atelier.api;

import java.time.Instant;
import java.util.Optional;

/**
 * The image that a container was made from, which stays the same as long as the container does.
 *
 * @param name as it was asked for
 * @param id {@code sha256:…}, by which its engine knows it
 * @param digest {@code sha256:…}, by which its registry knows it; empty of one that was built on its engine
 * @param created when it was built; empty where the engine has it no more
 * @param moved whether that name means another image there by now
 */
public record ImageDetails(String name, String id, Optional<String> digest, Optional<Instant> created, boolean moved) {}
