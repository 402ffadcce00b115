package dev.atelier.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** What holds of the fields of every {@link DatastoreSpec}. A value may be a secret and is not shown. */
final class SpecFields {
    private SpecFields() {}

    static <T> Optional<T> optional(Optional<T> value) {
        return value == null ? Optional.empty() : value;
    }

    static String required(String field, String value) {
        if (value == null || value.isBlank()) {
            throw Problem.of(400, "missing-field", "The datastore's field " + field + " is missing.")
                    .asException();
        }
        // They go into a program's environment.
        if (value.length() > DatastoreSpec.LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw bad(
                            field,
                            "has a character that nobody can type, or more than " + DatastoreSpec.LONGEST + " of them.",
                            "Copy it again, without the end of the line.")
                    .asException();
        }
        return value;
    }

    static Problem bad(String field, String what, String next) {
        return Problem.of(400, "bad-field", "The datastore's field " + field + " " + what, next);
    }

    /** The endpoint is shown to everybody, so no user and password may stand in it. */
    static URI requireUrl(String endpoint) {
        try {
            URI url = new URI(endpoint);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return url;
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
}
