package dev.atelier.magics.compute;

import dev.atelier.api.ScriptSpec;
import dev.atelier.api.SetupScripts;
import dev.atelier.kernel.magic.MagicContext;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Setup scripts, from files of the place where the command is typed. */
final class SetupOptions {
    @Option(
            names = "--setup",
            paramLabel = "FILE",
            description = "A bash script that runs in the instance once, after its creation.")
    private Optional<String> setup = Optional.empty();

    @Option(
            names = "--startup",
            paramLabel = "FILE",
            description = "A bash script that runs in the instance at each start, before it counts as running.")
    private Optional<String> startup = Optional.empty();

    @Option(
            names = "--script-timeout",
            paramLabel = "TIME",
            description = "How long each of them may take: 30m, 2h; 15m if left out.")
    private Optional<String> timeout = Optional.empty();

    /** Empty where none was given. */
    Optional<SetupScripts> scripts(MagicContext context) {
        return setup.isEmpty() && startup.isEmpty()
                ? Optional.empty()
                : Optional.of(new SetupScripts(
                        setup.map(file -> script(context, file)), startup.map(file -> script(context, file))));
    }

    private ScriptSpec script(MagicContext context, String file) {
        return ScriptSpec.of(Scripts.text(context.workingFolder(), file, ScriptSpec.MOST_BYTES))
                .within(timeout.map(Spans::minutes));
    }
}
