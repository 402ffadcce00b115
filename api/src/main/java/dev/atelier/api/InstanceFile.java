package dev.atelier.api;

import java.util.List;
import java.util.Optional;

/**
 * What Azure ML's YAML of a compute instance means here.
 *
 * @param name the instance's; empty where the file has none
 * @param spec what it shall be; the path of a setup script stands as it was written
 * @param warnings a sentence for each field that Azure ML knows and nothing is done about here, with its line and what to do
 *     instead
 */
public record InstanceFile(Optional<String> name, InstanceSpec spec, List<String> warnings) {
    public InstanceFile {
        name = name == null ? Optional.empty() : name;
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
}
