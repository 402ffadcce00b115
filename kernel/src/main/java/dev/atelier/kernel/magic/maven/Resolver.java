package dev.atelier.kernel.magic.maven;

import dev.atelier.kernel.magic.MagicException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds artifacts and what they depend on, and downloads what the local repository lacks. Implemented behind
 * {@link IsolatedLoader}.
 */
public interface Resolver {

    /**
     * @param progress told on any thread what happens
     * @throws MagicException in a sentence or two, without credentials
     */
    Resolution resolve(Wanted wanted, Settings settings, Progress progress);

    /** Downloads the sources of these, as far as there are any, to where their jars lie. Says nothing. */
    void fetchSources(List<Coordinate> artifacts, Settings settings, Progress progress);

    /**
     * What to resolve.
     *
     * @param pom a whole POM whose dependencies are wanted too
     * @param present by key, the versions that are on the class path already and stay there
     * @param excluded {@code GROUP:ARTIFACT}, never wanted; either may be {@code *}
     */
    record Wanted(
            List<Coordinate> artifacts, Optional<String> pom, Map<String, String> present, Set<String> excluded) {}

    /**
     * How to resolve; what is not said here, a person's settings.xml says.
     *
     * @param repositories by id, URLs that are asked before Maven Central
     * @param file a settings.xml instead of the person's own
     */
    record Settings(
            Map<String, String> repositories, boolean offline, Optional<Path> file, Map<String, String> environment) {}

    /**
     * What was found.
     *
     * @param artifacts everything that belongs on the class path, in its order
     * @param remarks sentences about what is otherwise than was asked
     */
    record Resolution(List<Resolved> artifacts, List<String> remarks) {}

    /** @param direct asked for by name, and not by another artifact */
    record Resolved(Coordinate coordinate, Path file, boolean direct) {}

    /** What a resolver tells while it works, and asks: threads of downloads call it. */
    interface Progress {
        /** @param size in bytes; negative while it is not known */
        void transferred(String file, long bytes, long size);

        void arrived(String file, long bytes);

        /** It is not there, or could not be had. */
        void missed(String file);

        /** Whether nobody waits any more. */
        boolean cancelled();
    }
}
