package dev.atelier.magics.compute;

import dev.atelier.api.ScriptSpec;
import dev.atelier.api.SetupScripts;
import dev.atelier.kernel.magic.MagicException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Setup scripts and their files. */
final class Scripts {

    private Scripts() {}

    /**
     * With the text of those whose path is a file in this folder. Another path stays, since that is a file of the share, as at
     * Azure.
     *
     * @param note gets a sentence for each that stays
     */
    static SetupScripts inlined(SetupScripts scripts, Path folder, Consumer<String> note) {
        return new SetupScripts(
                scripts.creation().map(script -> inlined(script, folder, note)),
                scripts.startup().map(script -> inlined(script, folder, note)));
    }

    private static ScriptSpec inlined(ScriptSpec script, Path folder, Consumer<String> note) {
        Optional<String> beside = script.path().filter(path -> isFile(folder, path));
        if (script.path().isPresent() && beside.isEmpty()) {
            note.accept("There is no " + script.path().orElseThrow() + " in " + folder
                    + ": the share's file of that path is run.");
        }
        return beside.map(path ->
                        ScriptSpec.of(text(folder, path, ScriptSpec.MOST_BYTES)).within(script.timeoutMinutes()))
                .orElse(script);
    }

    private static boolean isFile(Path folder, String path) {
        try {
            return Files.isRegularFile(folder.resolve(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** How long somebody waits for an instance with them. */
    static Duration patience(Optional<SetupScripts> scripts) {
        int minutes = scripts.stream()
                .flatMap(all -> all.byKind().values().stream())
                .mapToInt(ScriptSpec::minutes)
                .sum();
        return InstanceWatch.PATIENCE.plusMinutes(minutes);
    }

    /** The text of a file, or the beginning of one that is longer than {@code most} bytes, with one byte more. */
    static String text(Path folder, String file, int most) {
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            return new String(in.readNBytes(most + 1), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw new MagicException(
                    "The file “" + file + "” can't be read: " + e.getMessage() + ". Give a path relative to " + folder
                            + ".",
                    e);
        }
    }
}
