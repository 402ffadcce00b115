package dev.atelier.gateway.http;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The one reading of a request's path. Each segment is percent-decoded once. A path that two parts of a program could
 * read differently is refused with 400: empty segments, {@code .} and {@code ..} in any encoding, {@code ;parameters},
 * backslashes as they are, NUL, escapes that are not two hex digits, bytes that are not UTF-8.
 *
 * <p>An encoded slash ({@code %2F}) stays inside its segment: a {@code {name}} of a template never takes such a segment,
 * so it ends in 404; a {@code {name*}} does, since clients send whole contents paths encoded that way, and there it means
 * what a plain slash means and obeys the same rules.
 *
 * @param segments the decoded segments
 * @param trailingSlash whether the path ended with a slash that is not its first
 */
record CanonicalPath(List<String> segments, boolean trailingSlash) {

    CanonicalPath {
        segments = List.copyOf(segments);
    }

    /**
     * @param raw the path as it stood in the request line, without the query
     * @throws ProblemException {@code bad-path} (400)
     */
    static CanonicalPath parse(String raw) {
        if (!raw.startsWith("/")) {
            throw bad("must begin with a slash", raw);
        }
        if (raw.indexOf(';') >= 0 || raw.indexOf('\\') >= 0) {
            throw bad("has a ; or a \\, which must be percent-encoded", raw);
        }
        String inner = raw.substring(1);
        boolean trailing = inner.endsWith("/");
        if (trailing) {
            inner = inner.substring(0, inner.length() - 1);
        }
        List<String> segments = new ArrayList<>();
        if (!inner.isEmpty() || trailing) {
            for (String segment : inner.split("/", -1)) {
                segments.add(segment(segment, raw));
            }
        }
        return new CanonicalPath(segments, trailing);
    }

    /** The whole path, decoded. */
    String text() {
        return "/" + String.join("/", segments);
    }

    private static String segment(String segment, String raw) {
        String decoded = PercentDecoding.path(segment);
        for (String part : decoded.indexOf('/') < 0 ? List.of(decoded) : Arrays.asList(decoded.split("/", -1))) {
            if (part.isEmpty()) {
                throw bad("has an empty segment", raw);
            }
            if (part.equals(".") || part.equals("..")) {
                throw bad("has a segment . or ..", raw);
            }
        }
        if (decoded.indexOf('\0') >= 0) {
            throw bad("has a NUL", raw);
        }
        return decoded;
    }

    private static ProblemException bad(String why, String raw) {
        return Problem.of(400, "bad-path", "The path " + why + ": " + raw + ".").asException();
    }
}
