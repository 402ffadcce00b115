package dev.atelier.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Where a datastore's data is, and with what it is opened. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DatastoreSpec.Local.class, name = "local"),
    @JsonSubTypes.Type(value = DatastoreSpec.S3.class, name = "s3")
})
public sealed interface DatastoreSpec {
    /** The most characters of a field. */
    int LONGEST = 4096;

    /** The word for the kind, as in {@code --type}. */
    String type();

    /** Where it is, in words that hold no secret. */
    String location();

    /** A folder of this computer that the operator allowed. */
    record Local(String path) implements DatastoreSpec {
        public Local {
            path = required("path", path);
        }

        @Override
        public String type() {
            return "local";
        }

        @Override
        public String location() {
            return path;
        }
    }

    /**
     * A bucket behind the S3 protocol.
     *
     * @param endpoint the server's URL; Amazon's when empty
     */
    record S3(
            String bucket,
            Optional<String> endpoint,
            Optional<String> region,
            @JsonProperty("access_key_id") String accessKeyId,
            @JsonProperty("secret_access_key") String secretAccessKey)
            implements DatastoreSpec {
        public S3 {
            bucket = required("bucket", bucket);
            accessKeyId = required("access_key_id", accessKeyId);
            secretAccessKey = required("secret_access_key", secretAccessKey);
            endpoint = endpoint == null ? Optional.empty() : endpoint;
            endpoint.ifPresent(DatastoreSpec::requireUrl);
            region = region == null ? Optional.empty() : region;
            region.ifPresent(r -> required("region", r));
        }

        @Override
        public String type() {
            return "s3";
        }

        @Override
        public String location() {
            return endpoint.map(e -> e + "/").orElse("s3://") + bucket;
        }

        /** Never shows the key. */
        @Override
        public String toString() {
            return "S3[" + location() + "]";
        }
    }

    /** The endpoint is shown to everybody, so no user and password may stand in it. */
    private static void requireUrl(String endpoint) {
        try {
            URI url = new URI(endpoint);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new ProblemException(badEndpoint(), e);
        }
        throw badEndpoint().asException();
    }

    private static Problem badEndpoint() {
        return Problem.of(
                400,
                "bad-endpoint",
                "The datastore's field endpoint is no plain URL of a server.",
                "Give it as https://HOST:PORT, without user, password or query.");
    }

    private static String required(String field, String value) {
        if (value == null || value.isBlank()) {
            throw Problem.of(400, "missing-field", "The datastore's field " + field + " is missing.")
                    .asException();
        }
        // They go into a program's environment; the value itself may be a secret and is not shown.
        if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw Problem.of(
                            400,
                            "bad-field",
                            "The datastore's field " + field + " has a character that nobody can type, or more than "
                                    + LONGEST + " of them.",
                            "Copy it again, without the end of the line.")
                    .asException();
        }
        return value;
    }
}
