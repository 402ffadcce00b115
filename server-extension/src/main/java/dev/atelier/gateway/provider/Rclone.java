package dev.atelier.gateway.provider;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.DatastoreSpec.ObjectStore;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How rclone is told to open an object store, and what its refusals mean. */
public final class Rclone {
    /** Also an argument of the words that find a mount of ours in the mount table. */
    public static final String REMOTE = "store";

    private static final String VARIABLE = "RCLONE_CONFIG_" + REMOTE.toUpperCase(Locale.ROOT) + "_";

    private Rclone() {}

    /** The bucket, as rclone's commands name it. */
    public static String bucket(ObjectStore store) {
        return REMOTE + ":" + RcloneRemote.of(store).bucket();
    }

    /** What is listed to try location and credential. */
    public static String probe(ObjectStore store) {
        return REMOTE + ":" + RcloneRemote.of(store).probe();
    }

    /** Options of every command. Its remote control port stays closed. */
    private static List<String> limits(ObjectStore store) {
        String tries = String.valueOf(RcloneRemote.of(store).tries());
        return List.of("--retries", "1", "--low-level-retries", tries, "--timeout", "5s", "--contimeout", "3s");
    }

    /** Options of a mount. */
    public static List<String> mount(ObjectStore store, DatastoreMounts.Access access) {
        List<String> options = new ArrayList<>(limits(store));
        options.addAll(List.of(
                "--vfs-cache-mode", "writes", "--vfs-write-back", "100ms", "--dir-cache-time", "5s", "--umask", "077"));
        if (access == DatastoreMounts.Access.READ_ONLY) {
            options.add("--read-only");
        }
        return options;
    }

    /** The words of a listing that tries location and credential. */
    public static List<String> list(ObjectStore store) {
        List<String> words = new ArrayList<>(List.of("lsf", "--max-depth", "1", probe(store)));
        words.addAll(limits(store));
        return words;
    }

    /** How long a listing may take before the server counts as unreachable. */
    public static Duration patience(ObjectStore store) {
        return RcloneRemote.of(store).patience();
    }

    /** The store's server and credential as environment of rclone's process: never on a command line. */
    public static Map<String, String> environment(ObjectStore store) {
        Map<String, String> environment = new HashMap<>();
        RcloneRemote.of(store)
                .options()
                .forEach((key, value) -> environment.put(VARIABLE + key.toUpperCase(Locale.ROOT), value));
        return environment;
    }

    /** The same as lines of rclone's configuration file; a {@link DatastoreSpec} has no control characters. */
    public static String file(ObjectStore store) {
        StringBuilder text = new StringBuilder("[" + REMOTE + "]\n");
        RcloneRemote.of(store)
                .options()
                .forEach((key, value) ->
                        text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    /** What a listing that failed says, in words for a person. */
    public static ProblemException refused(ObjectStore store, String said) {
        return RcloneRemote.of(store).refusal(said).map(Problem::asException).orElseGet(() -> failed(store, said));
    }

    /** What a listing that did not end in its time means. */
    public static ProblemException silent(ObjectStore store) {
        return failed(store, "there was no answer within " + patience(store).toSeconds() + " s");
    }

    /** What else went wrong. */
    public static ProblemException failed(ObjectStore store, String said) {
        return Problem.of(
                        502,
                        "datastore-unreachable",
                        store.location() + " can't be opened: "
                                + RcloneRemote.of(store).reason(said),
                        "Check the endpoint and that it can be reached from this computer.")
                .asException();
    }
}
