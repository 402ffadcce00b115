package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a job shall run: either a script on the share, or the text of one.
 *
 * @param compute the instance that runs it
 * @param name the job's name; drawn from the script's when empty
 * @param script path on the share, relative to {@code folder}
 * @param code the text of a script, run instead of {@code script}
 * @param language what runs the script: {@code python}, {@code java} or {@code bash}; told from the script's ending when
 *     empty
 * @param arguments passed to the script as they are
 * @param folder the working folder, relative to the share
 */
public record JobSpec(
        String compute,
        Optional<String> name,
        Optional<String> script,
        Optional<String> code,
        Optional<String> language,
        List<String> arguments,
        String folder,
        @JsonProperty("environment_variables") Map<String, String> environmentVariables) {

    public JobSpec {
        compute = compute == null ? "" : compute;
        name = name == null ? Optional.empty() : name;
        script = script == null ? Optional.empty() : script;
        code = code == null ? Optional.empty() : code;
        language = language == null ? Optional.empty() : language;
        arguments = arguments == null ? List.of() : List.copyOf(arguments);
        folder = folder == null ? "" : folder;
        environmentVariables = environmentVariables == null ? Map.of() : Map.copyOf(environmentVariables);
    }
}
