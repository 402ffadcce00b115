package dev.atelier.kernel.magic.maven.resolver;

import dev.atelier.kernel.magic.maven.Coordinate;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResolutionException;
import org.eclipse.aether.resolution.VersionRangeResult;

/** The versions there are. */
final class Versions {
    private static final Pattern EARLY = Pattern.compile(
            "(?i).*(?:[.-](?:alpha|beta|rc|cr|m|ea|pre|preview|dev|incubating|b)[.-]?\\d*|-SNAPSHOT)(?:[.-].*)?");

    private final MavenSession maven;

    Versions(MavenSession maven) {
        this.maven = maven;
    }

    VersionRangeResult all(Coordinate coordinate) {
        try {
            return maven.system()
                    .resolveVersionRange(
                            maven.session(),
                            new VersionRangeRequest(
                                    artifact(coordinate.withVersion("[0,)")), maven.repositories(), ""));
        } catch (VersionRangeResolutionException e) {
            throw new IllegalStateException("[0,) is a range", e);
        }
    }

    /** From the newest on; finished ones alone, if there are any. */
    static List<String> newestFirst(VersionRangeResult versions) {
        List<String> all =
                versions.getVersions().reversed().stream().map(Object::toString).toList();
        List<String> finished = all.stream()
                .filter(version -> !EARLY.matcher(version).matches())
                .toList();
        return finished.isEmpty() ? all : finished;
    }

    /** The coordinate with the newest release where it named no version. */
    Coordinate chosen(Coordinate coordinate) {
        if (!coordinate.version().isEmpty()) {
            return coordinate;
        }
        VersionRangeResult versions = all(coordinate);
        return newestFirst(versions).stream()
                .findFirst()
                .map(coordinate::withVersion)
                .orElseThrow(() -> new Failures(maven).absent(coordinate, versions));
    }

    static Artifact artifact(Coordinate c) {
        return new DefaultArtifact(c.group(), c.artifact(), c.classifier(), c.extension(), c.version());
    }

    static Coordinate coordinate(Artifact a) {
        return new Coordinate(
                a.getGroupId(), a.getArtifactId(), a.getExtension(), a.getClassifier(), a.getBaseVersion());
    }
}
