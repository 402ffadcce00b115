package dev.atelier.gateway.provider;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images that an operator means: {@code NAME} with every tag and digest, as a scope of containers-policy.json(5) is,
 * {@code NAME:TAG}, or {@code NAME@sha256:…}. A {@code *} at the end of the name or of the tag stands for anything. Short names
 * are Docker Hub's on both sides, as they are for an engine: {@code python} is {@code docker.io/library/python}.
 */
public final class ImagePattern {
    private static final Pattern WRITTEN =
            Pattern.compile("(?<name>\\*|[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]+(?=/))?(/[a-z0-9][a-z0-9._-]*)*(/?\\*)?)"
                    + "(:(?<tag>\\*|[A-Za-z0-9_][A-Za-z0-9._-]*\\*?)|@(?<digest>sha256:[0-9a-f]{64}))?");
    private static final Pattern REFERENCE =
            Pattern.compile("(?<name>[^:/@]+(:[0-9]+(?=/))?(/[^:@]+)?)(:(?<tag>[^:@/]+))?(@(?<digest>.+))?");
    private static final int LONGEST = 255;
    private static final String ANY = "*";
    private static final String HUB = "docker.io/";

    private final String written;
    private final String name;
    private final Optional<String> tag;
    private final Optional<String> digest;

    private ImagePattern(String written, Matcher parts) {
        this.written = written;
        this.name = parts.group("name").equals(ANY) ? ANY : whole(parts.group("name"));
        this.tag = Optional.ofNullable(parts.group("tag"));
        this.digest = Optional.ofNullable(parts.group("digest"));
    }

    /** The pattern; empty if that is none. */
    public static Optional<ImagePattern> parse(String written) {
        Matcher parts = WRITTEN.matcher(written);
        return written.length() <= LONGEST && parts.matches()
                ? Optional.of(new ImagePattern(written, parts))
                : Optional.empty();
    }

    /** As the operator wrote it. */
    public String written() {
        return written;
    }

    /** @param image a reference that {@link dev.atelier.api.Names#requireImage} has let pass */
    public boolean matches(String image) {
        Matcher parts = REFERENCE.matcher(image);
        if (!parts.matches() || !fits(name, whole(parts.group("name")))) {
            return false;
        }
        Optional<String> asked = Optional.ofNullable(parts.group("digest"));
        if (digest.isPresent()) {
            return digest.equals(asked);
        }
        if (tag.isEmpty()) {
            return true;
        }
        // An engine that is given a digest does not look at the tag beside it.
        String meant = Optional.ofNullable(parts.group("tag")).orElse("latest");
        return asked.isEmpty() && fits(tag.orElseThrow(), meant);
    }

    private static boolean fits(String pattern, String value) {
        return pattern.endsWith(ANY)
                ? value.startsWith(pattern.substring(0, pattern.length() - 1))
                : value.equals(pattern);
    }

    /** The name with its registry, by the rule of the distribution project's reference package. */
    private static String whole(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean isRegistry = first.contains(".") || first.contains(":") || first.equals("localhost");
        if (!isRegistry) {
            return HUB + (slash < 0 ? "library/" : "") + name;
        }
        String rest = name.substring(slash + 1);
        boolean isHub = first.equals("docker.io") || first.equals("index.docker.io");
        return isHub ? HUB + (rest.contains("/") || rest.equals(ANY) ? "" : "library/") + rest : name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImagePattern pattern && written.equals(pattern.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }

    @Override
    public String toString() {
        return written;
    }
}
