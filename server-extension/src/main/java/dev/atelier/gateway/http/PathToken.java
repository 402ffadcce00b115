package dev.atelier.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A token in front of the path, {@code /t/TOKEN/api/…}: Jupyter's {@code GatewayKernelManager} can send one nowhere else with
 * its WebSockets. It is read before the programs' own paths alone. A page at such an address could read its own, and with it
 * the token.
 */
record PathToken(Optional<String> token, CanonicalPath rest) {
    private static final String PREFIX = "t";
    private static final List<String> PROGRAMS = List.of("api", "atelier");
    private static final int LENGTH = 2;

    static PathToken of(CanonicalPath path) {
        List<String> segments = path.segments();
        if (segments.size() <= LENGTH
                || !segments.getFirst().equals(PREFIX)
                || !PROGRAMS.contains(segments.get(LENGTH))) {
            return new PathToken(Optional.empty(), path);
        }
        return new PathToken(
                Optional.of(segments.get(1)),
                new CanonicalPath(segments.subList(LENGTH, segments.size()), path.trailingSlash()));
    }

    /** For the log: whatever may be a token is hidden, whether it is read as one or not. */
    static String redacted(CanonicalPath path) {
        List<String> shown = new ArrayList<>();
        String before = "";
        for (String segment : path.segments()) {
            shown.add(before.equals(PREFIX) ? "[redacted]" : segment);
            before = segment;
        }
        return "/" + String.join("/", shown);
    }
}
