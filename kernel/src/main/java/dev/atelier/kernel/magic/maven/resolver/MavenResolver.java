package dev.atelier.kernel.magic.maven.resolver;

import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.maven.Coordinate;
import dev.atelier.kernel.magic.maven.Resolver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.graph.DependencyVisitor;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResult;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.artifact.SubArtifact;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.graph.manager.DependencyManagerUtils;
import org.eclipse.aether.util.graph.visitor.TreeDependencyVisitor;

/** Maven's own resolver. */
public final class MavenResolver implements Resolver {
    private static final Set<String> SCOPES = Set.of("", JavaScopes.COMPILE, JavaScopes.RUNTIME);

    @Override
    public Resolution resolve(Wanted wanted, Settings settings, Progress progress) {
        return with(settings, progress, maven -> {
            try {
                return resolved(wanted, maven);
            } catch (RepositoryException e) {
                throw new Failures(maven).explained(e);
            }
        });
    }

    /** With the class loader that Maven's libraries look for their parts in. */
    private static <T> T with(Settings settings, Progress progress, Function<MavenSession, T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(MavenResolver.class.getClassLoader());
        try (MavenSession maven = new MavenSession(settings, progress)) {
            return work.apply(maven);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Resolution resolved(Wanted wanted, MavenSession maven) throws RepositoryException {
        List<String> remarks = new ArrayList<>();
        CollectRequest request = new CollectRequest();
        Versions versions = new Versions(maven);
        for (Coordinate coordinate : wanted.artifacts()) {
            Artifact artifact = Versions.artifact(versions.chosen(coordinate));
            request.addDependency(new Dependency(artifact, JavaScopes.COMPILE));
        }
        wanted.present().forEach((key, version) -> request.addManagedDependency(present(key, version)));
        if (wanted.pom().isPresent()) {
            add(new PomReader(maven).read(wanted.pom().get()), request, maven, remarks);
        }
        request.setRepositories(maven.repositories());
        DependencyResult result = maven.system()
                .resolveDependencies(
                        maven.session(wanted.excluded()),
                        new DependencyRequest(request, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME)));
        kept(result.getRoot(), wanted.present(), remarks);
        return new Resolution(artifacts(result), remarks);
    }

    /** On the class path already: whoever needs it in another version gets this one. */
    private static Dependency present(String key, String version) {
        Coordinate coordinate = Coordinate.ofKey(key, version);
        return new Dependency(Versions.artifact(coordinate), null);
    }

    private static void add(
            ArtifactDescriptorResult pom, CollectRequest request, MavenSession maven, List<String> remarks) {
        maven.add(pom.getRepositories());
        // What is present comes first, and the first one counts.
        pom.getManagedDependencies().forEach(request::addManagedDependency);
        for (Dependency dependency : pom.getDependencies()) {
            Artifact artifact = dependency.getArtifact();
            if (!SCOPES.contains(dependency.getScope())) {
                remarks.add("Left out " + Versions.coordinate(artifact) + ", which is of scope " + dependency.getScope()
                        + ".");
            } else if (artifact.getVersion().isEmpty()) {
                throw new MagicException(Versions.coordinate(artifact)
                        + " has no version: neither its <dependency> names one nor <dependencyManagement> does.");
            } else {
                request.addDependency(dependency);
            }
        }
        if (request.getDependencies().isEmpty()) {
            throw new MagicException(String.join("\n", remarks) + (remarks.isEmpty() ? "" : "\n")
                    + "This POM has no dependency to add.");
        }
    }

    /** Tells of versions that were asked for and gave way to what is present. */
    private static void kept(DependencyNode root, Map<String, String> present, List<String> remarks) {
        Map<String, String> told = new LinkedHashMap<>();
        root.accept(new TreeDependencyVisitor(new DependencyVisitor() {
            @Override
            public boolean visitEnter(DependencyNode node) {
                String before = DependencyManagerUtils.getPremanagedVersion(node);
                String key = node.getArtifact() == null
                        ? ""
                        : Versions.coordinate(node.getArtifact()).key();
                if (before != null && present.containsKey(key) && !before.equals(present.get(key))) {
                    told.putIfAbsent(key, before);
                }
                return true;
            }

            @Override
            public boolean visitLeave(DependencyNode node) {
                return true;
            }
        }));
        told.forEach((key, version) -> remarks.add(key + " is there already in version " + present.get(key)
                + ", which stays; something that was added asks for " + version + "."));
    }

    private static List<Resolved> artifacts(DependencyResult result) {
        Set<String> direct = new HashSet<>();
        result.getRoot()
                .getChildren()
                .forEach(node ->
                        direct.add(Versions.coordinate(node.getArtifact()).key()));
        return result.getArtifactResults().stream()
                .map(ArtifactResult::getArtifact)
                .filter(artifact -> !artifact.getExtension().equals("pom"))
                .map(artifact -> new Resolved(
                        Versions.coordinate(artifact),
                        artifact.getFile().toPath(),
                        direct.contains(Versions.coordinate(artifact).key())))
                .toList();
    }

    @Override
    public void fetchSources(List<Coordinate> artifacts, Settings settings, Progress progress) {
        with(settings, progress, maven -> {
            for (Coordinate coordinate : artifacts) {
                Artifact sources = new SubArtifact(Versions.artifact(coordinate), "sources", "jar");
                try {
                    maven.system()
                            .resolveArtifact(maven.session(), new ArtifactRequest(sources, maven.repositories(), ""));
                } catch (RepositoryException e) {
                    System.getLogger(MavenResolver.class.getName())
                            .log(System.Logger.Level.DEBUG, "no sources of " + coordinate, e);
                }
            }
            return artifacts;
        });
    }
}
