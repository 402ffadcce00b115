package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which images a person may mean. An engine takes the beginning of an image's id for its name, so whoever guesses may meet what
 * was made of somebody else's container, with that person's files in it.
 */
final class NamedImage {
    private static final String ALGORITHM = "sha256:";

    private NamedImage() {}

    /**
     * @param found what the engine found by that name
     * @throws dev.atelier.api.ProblemException {@code image-by-id} (400), {@code image-private} (403)
     */
    static void require(String name, InspectImageResponse found) {
        if (isById(name, found)) {
            throw Problem.of(
                            400,
                            "image-by-id",
                            "“" + Names.shown(name) + "” is the id of an image, or its beginning.",
                            "Name it by its tag, such as python:3.13. One that has none gets it with: docker tag "
                                    + Names.shown(name) + " NAME:TAG")
                    .asException();
        }
        if (isPrivate(found)) {
            throw Problem.of(
                            403,
                            "image-private",
                            "The image “" + Names.shown(name)
                                    + "” was made of somebody's instance, with the files in it.",
                            "Name another with --image.")
                    .asException();
        }
    }

    private static boolean isById(String name, InspectImageResponse found) {
        String id = bare(found.getId());
        List<String> tags = Optional.ofNullable(found.getRepoTags()).orElse(List.of());
        return id.startsWith(bare(name).toLowerCase(Locale.ROOT)) && !tags.contains(Images.withTag(name));
    }

    private static String bare(String id) {
        return id.startsWith(ALGORITHM) ? id.substring(ALGORITHM.length()) : id;
    }

    private static boolean isPrivate(InspectImageResponse found) {
        Map<String, String> labels = Optional.ofNullable(found.getConfig())
                .map(ContainerConfig::getLabels)
                .orElse(Map.of());
        return Labels.read(labels, Labels.PRIVATE).isPresent();
    }
}
