package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A setup script: bash, either as text or as a file of the share, with Azure ML's field names.
 *
 * @param path a file of the share, read anew at each run
 * @param script ours: the text itself, of {@value #MOST_BYTES} bytes at most
 * @param timeoutMinutes 1 to {@value #MOST_MINUTES}; Azure ML's {@value #USUAL_MINUTES} when empty
 */
public record ScriptSpec(
        Optional<String> path,
        Optional<String> script,
        @JsonProperty("timeout_minutes") Optional<Integer> timeoutMinutes) {
    /** It goes to its process as one variable, for which Linux has 128 KiB. */
    public static final int MOST_BYTES = 64 << 10;

    public static final int USUAL_MINUTES = 15;
    /** Ours; Azure ML names none. */
    public static final int MOST_MINUTES = 24 * 60;

    private static final String BAD = "bad-script";

    /** @throws ProblemException {@code bad-script} (400) */
    public ScriptSpec {
        path = path == null ? Optional.empty() : path;
        script = script == null ? Optional.empty() : script;
        timeoutMinutes = timeoutMinutes == null ? Optional.empty() : timeoutMinutes;
        if (path.isPresent() == script.isPresent()) {
            throw Problem.of(
                            400,
                            BAD,
                            "A setup script is either a path or a script, and "
                                    + (path.isPresent() ? "both" : "neither") + " was given.",
                            "Like: {\"script\": \"pip install polars\"}.")
                    .asException();
        }
        script.ifPresent(ScriptSpec::require);
        timeoutMinutes.ifPresent(ScriptSpec::require);
    }

    public static ScriptSpec of(String script) {
        return new ScriptSpec(Optional.empty(), Optional.of(script), Optional.empty());
    }

    public ScriptSpec within(Optional<Integer> minutes) {
        return new ScriptSpec(path, script, minutes);
    }

    /** How many minutes it may take. */
    public int minutes() {
        return timeoutMinutes.orElse(USUAL_MINUTES);
    }

    private static void require(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES || text.isBlank() || text.indexOf('\0') >= 0) {
            throw Problem.of(
                            400,
                            BAD,
                            "A setup script is text of at most " + (MOST_BYTES >> 10) + " KiB; this one "
                                    + (bytes > MOST_BYTES
                                            ? "has " + bytes + " bytes."
                                            : text.isBlank() ? "is empty." : "has a NUL."),
                            "Put what is long on the share, and give its path.")
                    .asException();
        }
    }

    private static void require(int minutes) {
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw Problem.of(
                            400,
                            BAD,
                            "A setup script may take 1 to " + MOST_MINUTES + " minutes (24 h), not " + minutes + ".",
                            "Choose another time, like 30.")
                    .asException();
        }
    }
}
