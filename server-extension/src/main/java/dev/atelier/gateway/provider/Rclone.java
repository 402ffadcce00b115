package dev.atelier.gateway.provider;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** How rclone is told to open a bucket, and what its refusals mean. */
public final class Rclone {
    /** Also an argument of the words that find a mount of ours in the mount table. */
    public static final String REMOTE = "store";

    private static final String VARIABLE = "RCLONE_CONFIG_" + REMOTE.toUpperCase(Locale.ROOT) + "_";

    private Rclone() {}

    /** The bucket, as rclone's commands name it. */
    public static String bucket(DatastoreSpec.S3 s3) {
        return REMOTE + ":" + s3.bucket();
    }

    /** Options of every command. Its remote control port stays closed. */
    public static List<String> patience() {
        return List.of("--retries", "1", "--low-level-retries", "2", "--timeout", "5s", "--contimeout", "3s");
    }

    /** Options of a mount. */
    public static List<String> mount(DatastoreMounts.Access access) {
        List<String> options = new ArrayList<>(patience());
        options.addAll(List.of(
                "--vfs-cache-mode", "writes", "--vfs-write-back", "100ms", "--dir-cache-time", "5s", "--umask", "077"));
        if (access == DatastoreMounts.Access.READ_ONLY) {
            options.add("--read-only");
        }
        return options;
    }

    /** The words that find the words of a listing. */
    public static List<String> list(DatastoreSpec.S3 s3) {
        List<String> words = new ArrayList<>(List.of("lsf", "--max-depth", "1", bucket(s3)));
        words.addAll(patience());
        return words;
    }

    private static Map<String, String> remote(DatastoreSpec.S3 s3) {
        Map<String, String> remote = new HashMap<>(Map.of(
                "type",
                "s3",
                "provider",
                s3.endpoint().isPresent() ? "Other" : "AWS",
                "access_key_id",
                s3.accessKeyId(),
                "secret_access_key",
                s3.secretAccessKey(),
                "force_path_style",
                "true"));
        s3.endpoint().ifPresent(e -> remote.put("endpoint", e));
        s3.region().ifPresent(r -> remote.put("region", r));
        return remote;
    }

    /** The bucket's server and credential as environment of rclone's process: never on a command line. */
    public static Map<String, String> environment(DatastoreSpec.S3 s3) {
        Map<String, String> environment = new HashMap<>();
        remote(s3).forEach((key, value) -> environment.put(VARIABLE + key.toUpperCase(Locale.ROOT), value));
        return environment;
    }

    /** The same as lines of rclone's configuration file; a {@link DatastoreSpec} has no control characters. */
    public static String file(DatastoreSpec.S3 s3) {
        StringBuilder text = new StringBuilder("[" + REMOTE + "]\n");
        remote(s3)
                .forEach((key, value) ->
                        text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    /** What a listing that failed says, in words for a person. */
    public static ProblemException refused(DatastoreSpec.S3 s3, String said) {
        if (Stream.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "Forbidden", "403")
                .anyMatch(said::contains)) {
            return Problem.of(
                            403,
                            "wrong-credentials",
                            "The server of " + s3.location() + " refuses the access key " + s3.accessKeyId() + ".",
                            "Check the key and its secret, and that the key may list the bucket.")
                    .asException();
        }
        if (said.contains("NoSuchBucket") || said.contains("directory not found")) {
            return Problem.of(
                            404,
                            "no-such-bucket",
                            "There is no bucket “" + s3.bucket() + "” at "
                                    + s3.endpoint().orElse("Amazon S3") + ".",
                            "Check its name; buckets are not made by Atelier.")
                    .asException();
        }
        return failed(s3, said);
    }

    /** What else went wrong. */
    public static ProblemException failed(DatastoreSpec.S3 s3, String said) {
        String last = said.strip().lines().reduce("", (a, b) -> b);
        return Problem.of(
                        502,
                        "datastore-unreachable",
                        s3.location() + " can't be opened: " + last,
                        "Check the endpoint and that it can be reached from this computer.")
                .asException();
    }
}
