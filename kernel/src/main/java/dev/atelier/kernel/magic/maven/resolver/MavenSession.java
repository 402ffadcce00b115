package dev.atelier.kernel.magic.maven.resolver;

import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.maven.Resolver;
import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.aether.ConfigurationProperties;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.graph.manager.DependencyManagerUtils;
import org.eclipse.aether.util.graph.selector.AndDependencySelector;
import org.eclipse.aether.util.graph.selector.ExclusionDependencySelector;

/**
 * Maven as a person's settings have it, for one call: what they changed since the last one counts, and a download that
 * hangs holds nothing that the next one needs.
 */
final class MavenSession implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;

    /** How long a server may be silent; Maven's own half an hour is for machines that build at night. */
    private static final int SILENT_MILLIS = 60_000;

    private final Context context;
    private final List<RemoteRepository> bare = new ArrayList<>();

    MavenSession(Resolver.Settings settings, Resolver.Progress progress) {
        this.context = context(overrides(settings, progress));
        bare.addAll(context.contextOverrides().getRepositories());
        settings.repositories()
                .forEach((id, url) -> bare.add(new RemoteRepository.Builder(id, "default", url).build()));
    }

    private static Context context(ContextOverrides overrides) {
        try {
            return new StandaloneStaticRuntime().create(overrides);
        } catch (IllegalStateException e) {
            // Whatever is wrong with the settings comes as its cause.
            throw new MagicException(
                    "Maven's settings cannot be used: " + Failures.withoutCredentials(Failures.innermost(e)) + ".", e);
        }
    }

    private static ContextOverrides overrides(Resolver.Settings settings, Resolver.Progress progress) {
        Map<String, String> environment = new HashMap<>();
        settings.environment().forEach((name, value) -> environment.put("env." + name, value));
        return ContextOverrides.create()
                .withUserSettings(true)
                .withUserSettingsXmlOverride(settings.file().orElse(null))
                .systemProperties(environment)
                .configProperties(configuration())
                .offline(settings.offline() ? true : null)
                .repositories(List.of())
                .addRepositoriesOp(ContextOverrides.AddRepositoriesOp.APPEND)
                .transferListener(new Listener(progress))
                .build();
    }

    /** The person's own -D options win. */
    private static Map<String, Object> configuration() {
        Map<String, Object> configuration = new HashMap<>();
        configuration.put(ConfigurationProperties.CONNECT_TIMEOUT, CONNECT_MILLIS);
        configuration.put(ConfigurationProperties.REQUEST_TIMEOUT, SILENT_MILLIS);
        configuration.keySet().removeIf(name -> System.getProperty(name) != null);
        configuration.put(DependencyManagerUtils.CONFIG_PROP_VERBOSE, true);
        return configuration;
    }

    Context context() {
        return context;
    }

    RepositorySystem system() {
        return context.repositorySystem();
    }

    RepositorySystemSession session() {
        return context.repositorySystemSession();
    }

    /** @param excluded {@code GROUP:ARTIFACT}, nowhere wanted */
    RepositorySystemSession session(Set<String> excluded) {
        List<Exclusion> exclusions = excluded.stream()
                .map(pattern -> pattern.split(":"))
                .map(parts -> new Exclusion(parts[0], parts[1], "*", "*"))
                .toList();
        DefaultRepositorySystemSession session = new DefaultRepositorySystemSession(session());
        session.setDependencySelector(new AndDependencySelector(
                session.getDependencySelector(), new ExclusionDependencySelector(exclusions)));
        return session;
    }

    /** Those of settings.xml, those that were typed, and Maven Central; by their mirrors and with their credentials. */
    List<RemoteRepository> repositories() {
        List<RemoteRepository> all = new ArrayList<>(bare);
        if (bare.stream().noneMatch(repository -> repository.getId().equals(ContextOverrides.CENTRAL.getId()))) {
            all.add(ContextOverrides.CENTRAL);
        }
        return system().newResolutionRepositories(session(), all);
    }

    /** Repositories of a POM. */
    void add(Collection<RemoteRepository> more) {
        more.stream()
                .filter(one -> bare.stream().noneMatch(known -> known.getId().equals(one.getId())))
                .forEach(bare::add);
    }

    @Override
    public void close() {
        context.close();
    }
}
