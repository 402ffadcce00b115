package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A wish for a mount.
 *
 * @param datastore its name; that of the mount when empty
 */
public record MountSpec(
        String datastore, @JsonProperty("read_only") boolean readOnly) {
    public MountSpec {
        datastore = datastore == null ? "" : datastore;
    }
}
