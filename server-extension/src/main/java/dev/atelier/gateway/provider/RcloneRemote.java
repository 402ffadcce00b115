package dev.atelier.gateway.provider;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One kind of object store, in the words of rclone's backend for it. */
sealed interface RcloneRemote permits RcloneS3, RcloneAzureBlob {

    static RcloneRemote of(DatastoreSpec.ObjectStore store) {
        return switch (store) {
            case DatastoreSpec.S3 s3 -> new RcloneS3(s3);
            case DatastoreSpec.AzureBlob blob -> new RcloneAzureBlob(blob);
        };
    }

    /** The bucket's name. */
    String bucket();

    /** What is listed to try location and credential: a path that begins with the bucket. */
    String probe();

    /** How long that may take. */
    Duration patience();

    /** How often rclone sends a request that fails. */
    int tries();

    /** The remote's options with their values, the credential among them. */
    Map<String, String> options();

    /** What the server refuses, if that is what rclone says. */
    Optional<Problem> refusal(String said);

    /** Why it failed, out of all that rclone says. */
    String reason(String said);
}
