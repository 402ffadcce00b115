package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The field {@code setup_scripts} of an instance, in Azure ML's shape. */
public record SetupScripts(
        @JsonProperty("creation_script") Optional<ScriptSpec> creation,
        @JsonProperty("startup_script") Optional<ScriptSpec> startup) {

    public SetupScripts {
        creation = creation == null ? Optional.empty() : creation;
        startup = startup == null ? Optional.empty() : startup;
    }

    /** Those that there are, in the order in which they run. */
    public Map<ScriptKind, ScriptSpec> byKind() {
        Map<ScriptKind, ScriptSpec> scripts = new EnumMap<>(ScriptKind.class);
        creation.ifPresent(script -> scripts.put(ScriptKind.CREATION, script));
        startup.ifPresent(script -> scripts.put(ScriptKind.STARTUP, script));
        return scripts;
    }
}
