package dev.atelier.gateway.azure;

import dev.atelier.api.ScriptSpec;
import dev.atelier.api.SetupScripts;
import dev.atelier.gateway.yaml.Section;
import java.util.List;
import java.util.Optional;

/** Reads the setup scripts. Azure's have a path, or a command; the text itself is ours. */
final class ScriptReader {
    private static final String CREATION = "creation_script";
    private static final String STARTUP = "startup_script";
    private static final String COMMAND = "command";

    private final Warnings warnings;

    ScriptReader(Warnings warnings) {
        this.warnings = warnings;
    }

    Optional<SetupScripts> read(Section section) {
        return section.keys(List.of(CREATION, STARTUP))
                .map(keys -> new SetupScripts(
                        keys.optional(CREATION).flatMap(this::script),
                        keys.optional(STARTUP).flatMap(this::script)));
    }

    private Optional<ScriptSpec> script(Section section) {
        return section.keys(List.of("path", "script", COMMAND, "timeout_minutes"))
                .flatMap(keys -> script(section, keys));
    }

    private Optional<ScriptSpec> script(Section section, Section.Keys keys) {
        Optional<Integer> timeout =
                keys.optional("timeout_minutes").flatMap(s -> Numbers.whole(s, 1, ScriptSpec.MOST_MINUTES));
        Optional<String> path = text(keys, "path", "the path of a bash script");
        Optional<String> script = text(keys, "script", "the text of a bash script");
        Optional<String> command = text(keys, COMMAND, "a command of bash");
        if (path.isPresent() && command.isPresent()) {
            warnings.add(
                    keys.optional(COMMAND).orElseThrow(),
                    "a script gets no arguments here; write them into the script, or leave out the path to run the"
                            + " command alone.");
        }
        boolean both = script.isPresent() && command.isPresent();
        if (both) {
            section.fault("either a script or a command");
        }
        return both
                ? Optional.empty()
                : section.made(() ->
                        new ScriptSpec(path, script.or(() -> path.isPresent() ? Optional.empty() : command), timeout));
    }

    private static Optional<String> text(Section.Keys keys, String field, String expected) {
        return keys.optional(field)
                .flatMap(section -> section.words(
                        expected, words -> Optional.of(words).filter(w -> !w.isBlank() && w.indexOf('\0') < 0)));
    }
}
