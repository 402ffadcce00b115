package dev.atelier.api;

import java.time.Instant;

/** A datastore as the API shows it: never with its credential. */
public record Datastore(String name, String owner, String type, String location, Instant created) {}
