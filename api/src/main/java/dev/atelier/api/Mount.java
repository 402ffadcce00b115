package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * A datastore mounted in an instance.
 *
 * @param path where the instance's processes see it
 */
public record Mount(
        String name,
        String compute,
        String datastore,
        String path,
        @JsonProperty("read_only") boolean readOnly,
        MountState state,
        Optional<String> reason) {}
