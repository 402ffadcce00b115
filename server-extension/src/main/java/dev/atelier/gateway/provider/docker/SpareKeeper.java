package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import dev.atelier.api.Problem;
import dev.atelier.api.Size;
import dev.atelier.gateway.link.AgentStatus;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Sees to it that there are as many spares as wanted, each as a new one would be. */
final class SpareKeeper {
    private static final System.Logger LOG = System.getLogger(SpareKeeper.class.getName());
    private static final Duration START = Duration.ofSeconds(60);
    /** After a failure; twice as long after each further one, up to five minutes. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final int MOST_FAILURES = 6;

    private final Images images;
    private final Networks networks;
    private final ContainerMaker maker;
    private final SpareContainers spares;
    private final SpareShelf shelf;

    private final ReentrantLock keeping = new ReentrantLock();
    private boolean nothingIsLeft; // of the keeping thread, as are the next two
    private int failures;
    private Instant retry = Instant.EPOCH;

    SpareKeeper(Images images, Networks networks, ContainerMaker maker, SpareContainers spares, SpareShelf shelf) {
        this.images = images;
        this.networks = networks;
        this.maker = maker;
        this.spares = spares;
        this.shelf = shelf;
    }

    /** Removes what is of no use, then makes one that is missing, and says whether that went well. */
    boolean keep(Map<String, Integer> wanted, List<Size> sizes) throws IOException, InterruptedException {
        keeping.lockInterruptibly();
        try {
            return !(wanted.isEmpty() && nothingIsLeft) && keepLocked(wanted, sizes);
        } finally {
            keeping.unlock();
        }
    }

    private boolean keepLocked(Map<String, Integer> wanted, List<Size> sizes) throws IOException, InterruptedException {
        List<Container> made = spares.all();
        shelf.keepOnly(SpareContainers.ids(made));
        if (!wanted.isEmpty() && !images.isHere(Images.OWN)) {
            throw Problem.of(
                            503,
                            "no-image",
                            "The image " + Images.OWN + " is not there, which instances are kept ready from.",
                            "Build it with: ./atelier image build")
                    .asException();
        }
        Map<String, Integer> missing = new HashMap<>(wanted);
        for (Container container : made) {
            if (spares.isSpare(container)) {
                String size = container.getLabels().get(Labels.SIZE);
                if (missing.getOrDefault(size, 0) > 0 && isOfUse(container, sizes)) {
                    missing.merge(size, -1, Integer::sum);
                } else {
                    spares.remove(SpareContainers.id(container), container.getImageId());
                }
            }
        }
        spares.removeFilesOfOthers(made);
        removeVolumesOfOthers(made);
        Optional<Size> next = sizes.stream()
                .filter(size -> missing.getOrDefault(size.name(), 0) > 0 && size.gpus() == 0 && mayMake())
                .findFirst();
        boolean well = next.isPresent() && tryToMake(next.orElseThrow());
        nothingIsLeft = wanted.isEmpty() && made.isEmpty();
        if (wanted.isEmpty()) {
            networks.removeUnused(networks.spares());
        }
        return well;
    }

    /** What fails is tried again later and later: nobody waits for it, and each try costs a container. */
    private boolean tryToMake(Size size) throws IOException, InterruptedException {
        boolean well = false;
        try {
            well = spares.make(size, images.require(Images.OWN, SpareKeeper::unseen));
            return well;
        } finally {
            failures = well ? 0 : Math.min(failures + 1, MOST_FAILURES);
            retry = well ? Instant.EPOCH : Instant.now().plus(PAUSE.multipliedBy(1L << failures));
        }
    }

    /**
     * Looks whether it still is what a new one would be; what waits is counted as ready from then on. One that is being taken
     * is of use, and so is one that has been taken since the engine listed it.
     */
    private boolean isOfUse(Container container, List<Size> sizes) throws IOException, InterruptedException {
        String id = SpareContainers.id(container);
        Optional<InspectContainerResponse> seen = spares.inspect(id);
        if (shelf.isHeld(id) || seen.isEmpty()) {
            return true;
        }
        boolean young =
                Instant.ofEpochSecond(container.getCreated()).plus(START).isAfter(Instant.now());
        Optional<SpareShelf.Spare> spare = spares.known(seen.orElseThrow());
        if (!Containers.isRunning(seen.orElseThrow()) || spare.isEmpty() || !isAsMade(seen.orElseThrow(), sizes)) {
            return false;
        }
        Optional<AgentStatus> status =
                spares.status(seen.orElseThrow(), spare.orElseThrow().secret());
        if (status.isEmpty()) {
            return young;
        }
        if (!status.orElseThrow().instance().equals(id)) {
            return false; // somebody had begun to take it
        }
        if (status.orElseThrow().warm() || !young) {
            shelf.offer(spare.orElseThrow());
        }
        return true;
    }

    /** By the same terms as one that would be made now, and in no network but its first. */
    private boolean isAsMade(InspectContainerResponse seen, List<Size> sizes) throws IOException, InterruptedException {
        Map<String, String> own = seen.getConfig().getLabels();
        Images.Facts image = images.require(Images.OWN, SpareKeeper::unseen);
        for (Size size : sizes) {
            if (size.name().equals(own.get(Labels.SIZE))) {
                return maker.terms(image, size).equals(own.get(Labels.TERMS))
                        && seen.getNetworkSettings().getNetworks().keySet().equals(Set.of(networks.spares()));
            }
        }
        return false;
    }

    private boolean mayMake() {
        return shelf.isQuiet() && retry.isBefore(Instant.now());
    }

    /** Of spares that have no container any more, under whatever name. */
    private void removeVolumesOfOthers(List<Container> made) throws IOException, InterruptedException {
        for (String id : spares.withVolumeAlone(made)) {
            spares.removeVolume(
                    id, images.require(Images.OWN, SpareKeeper::unseen).id());
        }
    }

    private static void unseen(String progress) {
        LOG.log(Level.DEBUG, progress);
    }
}
