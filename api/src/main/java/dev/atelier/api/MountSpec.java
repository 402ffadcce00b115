package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A wish for a mount: the datastore of that name, in an instance. */
public record MountSpec(
        String datastore, @JsonProperty("read_only") boolean readOnly) {
    public MountSpec {
        datastore = datastore == null ? "" : datastore;
    }
}
