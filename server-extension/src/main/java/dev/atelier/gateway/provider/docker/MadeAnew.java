package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.RootFS;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import dev.atelier.api.Problem;
import dev.atelier.api.Size;
import dev.atelier.gateway.provider.Place;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stopped container comes to other cards, or to another size. An engine decides at a container's making which devices and how much
 * shared memory it has, so what was written in it becomes an image, and a container of that takes its place. The new one is whole before the old one goes, and has the name
 * last: killed anywhere, one of them is there.
 */
final class MadeAnew {
    private static final System.Logger LOG = System.getLogger(MadeAnew.class.getName());

    /** What an engine stacks; each change adds one. From the layer store of the Moby project, {@code maxLayerDepth}. */
    private static final int MOST_LAYERS = 125;

    private static final String UNNAMED = "<none>:<none>"; // as an engine's list has it

    private final Engine engine;
    private final Containers containers;
    private final Labels labels;
    private final ContainerMaker maker;

    MadeAnew(Engine engine, Containers containers, Labels labels, ContainerMaker maker) {
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
        this.maker = maker;
    }

    /** False where something of it would be lost: the image's own volumes belong to that very container. */
    static boolean canChange(InspectContainerResponse stopped) {
        Map<String, ?> volumes = stopped.getConfig().getVolumes();
        return volumes == null || volumes.isEmpty();
    }

    /**
     * Makes the container anew.
     *
     * @param identity what it is to be, its cards among the labels
     * @param original what its image is made of
     */
    void change(
            Place place,
            InspectContainerResponse stopped,
            ContainerMaker.Identity identity,
            Images.Facts original,
            Size size)
            throws IOException, InterruptedException {
        String next = next(place);
        containers.remove(next); // of a gateway that was killed here
        String image = engine.ask(client -> client.commitCmd(stopped.getId())
                .withPause(false)
                .withLabels(Map.of(Labels.PRIVATE, labels.gateway()))
                .exec());
        Map<String, String> seen = stopped.getConfig().getLabels();
        Map<String, String> own = new HashMap<>(identity.labels());
        Labels.read(seen, Labels.SPARE).ifPresent(spare -> own.put(Labels.SPARE, spare));
        own.put(Labels.IMAGE, Labels.read(seen, Labels.IMAGE).orElse(stopped.getImageId()));
        maker.create(
                new ContainerMaker.Identity(next, identity.hostName(), own, identity.network(), identity.mounts()),
                new Images.Facts(image, original.python(), original.prefix()),
                size);
        containers.remove(stopped.getId());
        containers.rename(next, labels.containerName(place));
    }

    /**
     * That a stopped container can come to other cards.
     *
     * @throws dev.atelier.api.ProblemException {@code too-many-moves} (409)
     */
    void requireRoomForCards(Place place, InspectContainerResponse stopped) throws IOException, InterruptedException {
        requireRoom(place, layers(stopped.getImageId()), ContainerGpus.of(stopped));
    }

    /**
     * That a stopped container can come to another size.
     *
     * @throws dev.atelier.api.ProblemException {@code volumes-stay} (409) where something of it would be lost, {@code too-many-moves} (409)
     */
    void requireRoomForSize(Place place, InspectContainerResponse stopped) throws IOException, InterruptedException {
        if (!canChange(stopped)) {
            throw Problem.of(
                            409,
                            "volumes-stay",
                            "The image of " + place.name() + " has volumes, which can't follow it to another size.",
                            anew(place))
                    .asException();
        }
        requireRoom(place, layers(stopped.getImageId()));
    }

    static void requireRoom(Place place, int layers) {
        if (layers >= MOST_LAYERS) {
            throw Problem.of(
                            409,
                            "too-many-moves",
                            place.name() + " was made anew as often as an engine allows: its image has " + layers
                                    + " layers.",
                            anew(place))
                    .asException();
        }
    }

    private static String anew(Place place) {
        return "Leave its size as it is. Or delete " + place.name()
                + " and create it anew with the other one; what was installed in it goes, the share stays.";
    }

    private int layers(String image) throws IOException, InterruptedException {
        return engine.ask(client -> Optional.ofNullable(
                        client.inspectImageCmd(image).exec().getRootFS())
                .map(RootFS::getLayers)
                .map(List::size)
                .orElse(0));
    }

    /** @throws dev.atelier.api.ProblemException {@code too-many-moves} (409) */
    static void requireRoom(Place place, int layers, List<String> own) {
        if (layers >= MOST_LAYERS) {
            throw Problem.of(
                            409,
                            "too-many-moves",
                            place.name() + " has moved between GPUs as often as an engine allows: its image has "
                                    + layers + " layers.",
                            "Start it again when " + String.join(", ", own) + " is free, which it was made with. Or"
                                    + " delete it and create it anew; what was installed in it goes, the share stays.")
                    .asException();
        }
    }

    /** Ends what a killed gateway had begun. */
    void finish(Place place) throws IOException, InterruptedException {
        String next = next(place);
        Optional<InspectContainerResponse> made = containers.inspect(next);
        if (made.isPresent()) {
            if (containers.inspect(labels.containerName(place)).isPresent()) {
                containers.remove(next);
            } else {
                containers.rename(next, labels.containerName(place));
            }
        }
    }

    /** Removes what a killed gateway had begun. */
    void leave(Place place) throws IOException, InterruptedException {
        containers.remove(next(place));
    }

    /** Removes the images that containers with these labels were made of on the way; they have gone already. */
    void forget(Map<String, String> whose) throws IOException, InterruptedException {
        engine.ask(client -> {
            List<Image> own = client.listImagesCmd()
                    .withShowAll(true)
                    .withLabelFilter(whose)
                    .exec();
            own.stream().filter(MadeAnew::isUnnamed).forEach(image -> remove(client, image.getId()));
            return null;
        });
    }

    /** One with a name somebody has made of a container on purpose. */
    private static boolean isUnnamed(Image image) {
        return image.getRepoTags() == null
                || List.of(image.getRepoTags()).stream().allMatch(UNNAMED::equals);
    }

    private static void remove(DockerClient client, String image) {
        try {
            client.removeImageCmd(image).withForce(true).exec();
        } catch (NotFoundException | ConflictException e) {
            LOG.log(Level.DEBUG, () -> image + " went, or goes, with one that was made of it");
        }
    }

    private String next(Place place) {
        return labels.containerName(place) + "-next";
    }
}
