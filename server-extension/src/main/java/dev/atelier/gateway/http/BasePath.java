package dev.atelier.gateway.http;

import java.util.List;
import java.util.Optional;

/** The part of the path under which the whole gateway lies. */
final class BasePath {
    private BasePath() {}

    /** The path below the base, or nothing when it lies elsewhere. */
    static Optional<CanonicalPath> below(String basePath, CanonicalPath path) {
        List<String> base =
                basePath.equals("/") ? List.of() : CanonicalPath.parse(basePath).segments();
        if (path.segments().size() < base.size()
                || !path.segments().subList(0, base.size()).equals(base)) {
            return Optional.empty();
        }
        List<String> rest = path.segments().subList(base.size(), path.segments().size());
        return Optional.of(new CanonicalPath(rest, path.trailingSlash() && !rest.isEmpty()));
    }
}
