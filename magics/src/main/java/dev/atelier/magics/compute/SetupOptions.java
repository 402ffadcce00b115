package dev.atelier.magics.compute;

import dev.atelier.api.ScriptSpec;
import dev.atelier.api.SetupScripts;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
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

    /** How long somebody waits for the instance. */
    Duration patience() {
        int minutes = timeout.map(Spans::minutes).orElse(ScriptSpec.USUAL_MINUTES);
        return InstanceWatch.PATIENCE
                .plusMinutes(setup.isPresent() ? minutes : 0)
                .plusMinutes(startup.isPresent() ? minutes : 0);
    }

    private ScriptSpec script(MagicContext context, String file) {
        return ScriptSpec.of(text(context, file)).within(timeout.map(Spans::minutes));
    }

    private static String text(MagicContext context, String file) {
        try (InputStream in = Files.newInputStream(context.workingFolder().resolve(Path.of(file)))) {
            return new String(in.readNBytes(ScriptSpec.MOST_BYTES + 1), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw new MagicException(
                    "The file “" + file + "” can't be read: " + e.getMessage() + ". Give a path relative to "
                            + context.workingFolder() + ".",
                    e);
        }
    }
}
