package dev.atelier.kernel.magic.maven;

import dev.atelier.kernel.magic.MagicException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An artifact as Maven names it.
 *
 * @param extension {@code jar}
 * @param classifier empty for the main artifact
 * @param version a version, a range such as {@code [1.0,2.0)}, or empty for the newest release
 */
public record Coordinate(String group, String artifact, String extension, String classifier, String version) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_.+-]+|[\\[(][A-Za-z0-9_.+,\\[\\]() -]*[\\])]");

    /** @throws MagicException for what is none */
    public static Coordinate parse(String typed) {
        List<String> parts = List.of(typed.strip().split(":", -1));
        Coordinate coordinate = switch (parts.size()) {
            case 2 -> new Coordinate(parts.get(0), parts.get(1), "jar", "", "");
            case 3 -> new Coordinate(parts.get(0), parts.get(1), "jar", "", parts.get(2));
            case 4 -> new Coordinate(parts.get(0), parts.get(1), parts.get(2), "", parts.get(3));
            case 5 -> new Coordinate(parts.get(0), parts.get(1), parts.get(2), parts.get(3), parts.get(4));
            default -> throw malformed(typed);
        };
        boolean named = List.of(coordinate.group, coordinate.artifact, coordinate.extension).stream()
                .allMatch(part -> NAME.matcher(part).matches());
        boolean classified =
                parts.size() < 5 || NAME.matcher(coordinate.classifier).matches();
        boolean versioned =
                parts.size() == 2 || VERSION.matcher(coordinate.version).matches();
        if (!named || !classified || !versioned) {
            throw malformed(typed);
        }
        return coordinate;
    }

    private static MagicException malformed(String typed) {
        return new MagicException(
                "“" + typed.strip() + "” is no Maven coordinate. Type GROUP:ARTIFACT:VERSION, for example "
                        + "org.apache.commons:commons-csv:1.14.1, GROUP:ARTIFACT for the newest release, or "
                        + "GROUP:ARTIFACT:EXTENSION:CLASSIFIER:VERSION.");
    }

    /** What has one version on a class path. */
    public String key() {
        return group + ":" + artifact
                + (extension.equals("jar") && classifier.isEmpty() ? "" : ":" + extension)
                + (classifier.isEmpty() ? "" : ":" + classifier);
    }

    /** What {@link #key} made. */
    public static Coordinate ofKey(String key, String version) {
        return parse(key + ":" + version);
    }

    public Coordinate withVersion(String other) {
        return new Coordinate(group, artifact, extension, classifier, other);
    }

    @Override
    public String toString() {
        return version.isEmpty() ? key() : key() + ":" + version;
    }
}
