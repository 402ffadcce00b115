package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.atelier.api.ImageDetails;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** What a container's image is, and whether its name has gone on since: a name may be given to another image any time. */
final class ImageHistory {
    private final Engine engine;

    ImageHistory(Engine engine) {
        this.engine = engine;
    }

    /**
     * @param name as somebody asked for it
     * @param id the engine's id of the image that the container was made from
     */
    ImageDetails of(String name, String id) throws IOException, InterruptedException {
        Optional<InspectImageResponse> image = inspect(id);
        boolean moved = inspect(name).filter(now -> !now.getId().equals(id)).isPresent();
        return new ImageDetails(
                name,
                id,
                image.flatMap(seen -> digest(name, seen.getRepoDigests())),
                image.flatMap(seen -> created(seen.getCreated())),
                moved);
    }

    private Optional<InspectImageResponse> inspect(String image) throws IOException, InterruptedException {
        return engine.ask(client -> {
            try {
                return Optional.of(client.inspectImageCmd(image).exec());
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /**
     * The one of the registry that the name means, where the image lies in several.
     *
     * @param digests as {@code NAME@sha256:…}
     */
    static Optional<String> digest(String name, List<String> digests) {
        if (digests == null) {
            return Optional.empty();
        }
        String bare = name.replaceFirst("@.*", "").replaceFirst(":[^/]*$", "");
        return digests.stream()
                .filter(digest -> digest.startsWith(bare + "@"))
                .findFirst()
                .or(() -> digests.stream().findFirst())
                .map(digest -> digest.substring(digest.indexOf('@') + 1));
    }

    /** Images that are built to be the same each time have none, which an engine shows as the year 1. */
    private static Optional<Instant> created(String time) {
        return Optional.ofNullable(time)
                .filter(words -> !words.isEmpty())
                .map(words -> OffsetDateTime.parse(words).toInstant())
                .filter(Instant.EPOCH::isBefore);
    }
}
