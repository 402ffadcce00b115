package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.model.Bind;
import dev.atelier.api.ProblemException;
import java.util.List;
import java.util.Map;

/**
 * What a helper container does for one mount.
 *
 * @param words what it runs: {@code datastore.sh} with its arguments
 * @param binds what it sees of its computer besides
 * @param files by their paths from the root, for it alone (0600): an environment would be shown to whoever may ask the engine
 * @param failure what its end before it has mounted means
 */
record MountPlan(List<String> words, List<Bind> binds, Map<String, String> files, Failure failure) {

    MountPlan {
        words = List.copyOf(words);
        binds = List.copyOf(binds);
        files = Map.copyOf(files);
    }

    /** Makes an error of it. */
    @FunctionalInterface
    interface Failure {
        ProblemException of(String said, long exit);
    }
}
