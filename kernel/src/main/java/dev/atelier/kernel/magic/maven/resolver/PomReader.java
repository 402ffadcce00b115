package dev.atelier.kernel.magic.maven.resolver;

import dev.atelier.kernel.magic.MagicException;
import eu.maveniverse.maven.mima.extensions.mmr.MavenModelReader;
import eu.maveniverse.maven.mima.extensions.mmr.ModelRequest;
import eu.maveniverse.maven.mima.extensions.mmr.ModelResponse;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.apache.maven.model.io.xpp3.MavenXpp3Writer;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;

/** A POM from a cell, with its parents, BOMs, profiles and properties worked in. */
final class PomReader {
    private final MavenSession maven;

    PomReader(MavenSession maven) {
        this.maven = maven;
    }

    ArtifactDescriptorResult read(String pom) throws RepositoryException {
        Model model = completed(parsed(pom));
        try {
            // In a folder of its own: a parent is looked for beside it.
            Path folder = Files.createTempDirectory("atelier-pom");
            Path file = Files.createDirectory(folder.resolve("cell")).resolve("pom.xml");
            try {
                try (Writer out = Files.newBufferedWriter(file)) {
                    new MavenXpp3Writer().write(out, model);
                }
                return read(file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(file.getParent());
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The POM could not be put into a temporary file", e);
        }
    }

    private ArtifactDescriptorResult read(Path file) throws RepositoryException {
        ModelResponse response = new MavenModelReader(maven.context())
                .readModel(ModelRequest.builder()
                        .setPomFile(file)
                        .setRepositories(maven.repositories())
                        .build());
        return response.toArtifactDescriptorResult(response.getEffectiveModel());
    }

    private static Model parsed(String pom) {
        try {
            return new MavenXpp3Reader().read(new StringReader(pom));
        } catch (XmlPullParserException e) {
            throw new MagicException("Line " + e.getLineNumber() + " of the POM cannot be read: " + reason(e) + ".", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the position, which counts what was wrapped around the cell. */
    private static String reason(XmlPullParserException e) {
        return String.valueOf(e.getMessage()).replaceFirst("(?s)\\s*\\((?:position|@).*", "");
    }

    /** A cell has no name of its own to give. */
    private static Model completed(Model model) {
        boolean child = model.getParent() != null;
        model.setModelVersion("4.0.0");
        model.setGroupId(model.getGroupId() != null || child ? model.getGroupId() : "notebook");
        model.setArtifactId(model.getArtifactId() != null ? model.getArtifactId() : "cell");
        model.setVersion(model.getVersion() != null || child ? model.getVersion() : "1");
        return model;
    }
}
