package dev.atelier.gateway.provider;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A bucket behind the S3 protocol. */
record RcloneS3(DatastoreSpec.S3 s3) implements RcloneRemote {
    @Override
    public String bucket() {
        return s3.bucket();
    }

    @Override
    public String probe() {
        return s3.bucket();
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(15);
    }

    @Override
    public int tries() {
        return 2;
    }

    @Override
    public Map<String, String> options() {
        Map<String, String> options = new HashMap<>(Map.of(
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
        s3.endpoint().ifPresent(e -> options.put("endpoint", e));
        s3.region().ifPresent(r -> options.put("region", r));
        return options;
    }

    @Override
    public Optional<Problem> refusal(String said) {
        if (Stream.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "Forbidden", "403")
                .anyMatch(said::contains)) {
            return Optional.of(Problem.of(
                    403,
                    "wrong-credentials",
                    "The server of " + s3.location() + " refuses the access key " + s3.accessKeyId() + ".",
                    "Check the key and its secret, and that the key may list the bucket."));
        }
        if (said.contains("NoSuchBucket") || said.contains("directory not found")) {
            return Optional.of(Problem.of(
                    404,
                    "no-such-bucket",
                    "There is no bucket “" + s3.bucket() + "” at "
                            + s3.endpoint().orElse("Amazon S3") + ".",
                    "Check its name; buckets are not made by Atelier."));
        }
        return Optional.empty();
    }

    @Override
    public String reason(String said) {
        return said.strip().lines().reduce("", (a, b) -> b);
    }
}
