package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Container;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Size;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentStatus;
import dev.atelier.gateway.link.AgentUnreachable;
import dev.atelier.gateway.provider.AgentSetup;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.PrivateFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Containers that run before anybody has asked for an instance, each with an agent and a Python process that waits for its
 * kernel. A new instance takes one over: the container changes networks, its agent gets a name, and last of all the container
 * is renamed. Until then it is a spare; one that somebody had only begun to take is made anew.
 */
final class SpareContainers {
    private static final System.Logger LOG = System.getLogger(SpareContainers.class.getName());
    private static final Duration START = Duration.ofSeconds(60);
    /** Whoever has just taken one has the computer to himself for a while. */
    private static final Duration REST = Duration.ofSeconds(10);

    private static final long PAUSE_MILLIS = 100;
    private static final int ID_LETTERS = 8;
    private static final Optional<AgentSetup.Spare> WARM = Optional.of(new AgentSetup.Spare("python3"));

    private final Engine engine;
    private final Containers containers;
    private final Labels labels;
    private final Images images;
    private final ToolboxVolume toolbox;
    private final DatastoreHelpers helpers;
    private final Networks networks;
    private final ContainerMaker maker;
    private final ContainerAgents agents;
    private final Path folder;

    private final Map<String, Spare> ready = new HashMap<>();
    /** Whatever became of them: what is looked at may be older than that. */
    private final Set<String> taken = new HashSet<>();

    private Instant lastTaken = Instant.EPOCH;
    private boolean nothingIsLeft; // of the keeping thread

    /** @param folder for what each one's agent is told */
    SpareContainers(
            Engine engine,
            Containers containers,
            Labels labels,
            Images images,
            ToolboxVolume toolbox,
            DatastoreHelpers helpers,
            Networks networks,
            ContainerMaker maker,
            ContainerAgents agents,
            Path folder) {
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
        this.images = images;
        this.toolbox = toolbox;
        this.helpers = helpers;
        this.networks = networks;
        this.maker = maker;
        this.agents = agents;
        this.folder = folder;
    }

    /**
     * One that can be taken over.
     *
     * @param image the id of what it was made from
     */
    record Spare(String id, String size, String image, String secret) {}

    synchronized Map<String, Integer> ready() {
        Map<String, Integer> counts = new HashMap<>();
        ready.values().forEach(spare -> counts.merge(spare.size(), 1, Integer::sum));
        return counts;
    }

    /** One for the caller alone, who takes it over. */
    synchronized Optional<Spare> reserve(Size size, Images.Facts image) {
        Optional<Spare> found = ready.values().stream()
                .filter(spare ->
                        spare.size().equals(size.name()) && spare.image().equals(image.id()))
                .findFirst();
        found.ifPresent(spare -> {
            ready.remove(spare.id());
            taken.add(spare.id());
            lastTaken = Instant.now();
        });
        return found;
    }

    /**
     * Makes it the container of a place; its renaming is what counts, so that comes last. False where it can't be.
     *
     * @param config where the place's setup is written down
     */
    boolean takeOver(Spare spare, Place place, AgentSetup setup, Path config) throws IOException, InterruptedException {
        String container = labels.spareName(spare.id());
        try {
            PrivateFiles.write(config, Json.write(setup));
            networks.move(container, networks.spares(), networks.name(place));
            maker.furnish(container, Json.write(setup));
            Optional<AgentAddress> address =
                    containers.inspect(container).flatMap(seen -> agents.address(seen, spare.secret()));
            if (address.isEmpty()) {
                throw new IOException("it has gone");
            }
            agents.client(address.orElseThrow()).name(place.name());
            containers.rename(container, labels.containerName(place));
            Files.deleteIfExists(file(spare.id()));
            return true;
        } catch (IOException | ProblemException e) {
            LOG.log(Level.WARNING, () -> "the spare " + spare.id() + " is of no use: " + e.getMessage());
            remove(spare.id(), spare.image());
            return false;
        }
    }

    private synchronized boolean isTaken(String id) {
        return taken.contains(id);
    }

    private synchronized boolean isQuiet() {
        return lastTaken.plus(REST).isBefore(Instant.now());
    }

    /** Removes what is of no use any more, then makes what is missing. */
    void keep(Map<String, Integer> wanted, List<Size> sizes) throws IOException, InterruptedException {
        if (wanted.isEmpty() && nothingIsLeft) {
            return;
        }
        List<Container> made = all();
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
            if (isSpare(container)) {
                String size = container.getLabels().get(Labels.SIZE);
                if (missing.getOrDefault(size, 0) > 0 && isOfUse(container, size)) {
                    missing.merge(size, -1, Integer::sum);
                } else {
                    remove(id(container), container.getImageId());
                }
            }
        }
        removeVolumes(made);
        for (Size size : sizes) {
            for (int n = missing.getOrDefault(size.name(), 0); n > 0 && isQuiet(); n--) {
                make(size, images.require(Images.OWN, SpareContainers::unseen));
            }
        }
        nothingIsLeft = wanted.isEmpty();
        if (nothingIsLeft) {
            networks.removeUnused(networks.spares());
        }
    }

    private static String id(Container container) {
        return container.getLabels().get(Labels.SPARE);
    }

    /** What was one once has the label still. */
    private boolean isSpare(Container container) {
        return !isTaken(id(container)) && List.of(container.getNames()).contains("/" + labels.spareName(id(container)));
    }

    private List<Container> all() throws IOException, InterruptedException {
        return engine.ask(
                client -> client.listContainersCmd().withShowAll(true).withLabelFilter(labels.own()).exec().stream()
                        .filter(container -> container.getLabels().containsKey(Labels.SPARE))
                        .toList());
    }

    /** Looks whether it still is what a new one would be; what waits is counted as ready from then on. */
    private boolean isOfUse(Container container, String size) throws IOException, InterruptedException {
        String id = id(container);
        Images.Facts image = images.require(Images.OWN, SpareContainers::unseen);
        Optional<InspectContainerResponse> seen = containers.inspect(container.getId());
        if (seen.filter(Containers::isRunning).isEmpty()
                || !Files.exists(file(id))
                || !seen.orElseThrow().getImageId().equals(image.id())
                || !hasToolbox(seen.orElseThrow())) {
            return false;
        }
        boolean young =
                Instant.ofEpochSecond(container.getCreated()).plus(START).isAfter(Instant.now());
        String secret = AgentSetup.secret(file(id));
        Optional<AgentStatus> status = status(seen.orElseThrow(), secret);
        if (status.isEmpty()) {
            return young;
        }
        if (!status.orElseThrow().instance().equals(id)) {
            return false; // somebody had begun to take it
        }
        if (status.orElseThrow().warm() || !young) {
            offer(new Spare(id, size, image.id(), secret));
        }
        return true;
    }

    private synchronized void offer(Spare spare) {
        if (!taken.contains(spare.id())) {
            ready.put(spare.id(), spare);
        }
    }

    private boolean hasToolbox(InspectContainerResponse seen) {
        return seen.getMounts().stream().anyMatch(mount -> toolbox.name().equals(mount.getName()));
    }

    private Optional<AgentStatus> status(InspectContainerResponse seen, String secret)
            throws IOException, InterruptedException {
        try {
            Optional<AgentAddress> address = agents.address(seen, secret);
            return address.isEmpty()
                    ? Optional.empty()
                    : Optional.of(agents.client(address.orElseThrow()).status());
        } catch (AgentUnreachable e) {
            return Optional.empty();
        }
    }

    private void make(Size size, Images.Facts image) throws IOException, InterruptedException {
        toolbox.ensure(image.id(), SpareContainers::unseen);
        String id = Secrets.draw()
                .replaceAll("[^A-Za-z]", "")
                .toLowerCase(Locale.ROOT)
                .substring(0, ID_LETTERS);
        String name = labels.spareName(id);
        Map<String, String> own = labels.ofSpare(id, size.name());
        PrivateFiles.folder(folder);
        String secret = AgentSetup.secret(file(id));
        String setup = Json.write(agents.setup(id, secret, image, WARM));
        PrivateFiles.write(file(id), setup);
        networks.ensure(networks.spares());
        Bind mounts = helpers.seenBy(name, own);
        maker.create(new ContainerMaker.Identity(name, id, own, networks.spares(), mounts), image, size);
        maker.furnish(name, setup);
        containers.start(name);
        awaitWarm(name, new Spare(id, size.name(), image.id(), secret));
    }

    /** One that takes longer is looked at again by the next call. */
    private void awaitWarm(String name, Spare spare) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(START);
        while (Instant.now().isBefore(deadline)) {
            Optional<InspectContainerResponse> seen = containers.inspect(name);
            if (seen.filter(Containers::isRunning).isEmpty()) {
                LOG.log(Level.WARNING, () -> "the spare " + spare.id() + " ended at its start");
                return;
            }
            if (status(seen.orElseThrow(), spare.secret())
                    .filter(AgentStatus::warm)
                    .isPresent()) {
                offer(spare);
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private void remove(String id, String image) throws IOException, InterruptedException {
        synchronized (this) {
            ready.remove(id);
        }
        String name = labels.spareName(id);
        containers.remove(name);
        helpers.removeVolumeOf(name, image);
        Files.deleteIfExists(file(id));
    }

    /** Of spares that have no container any more, under whatever name. */
    private void removeVolumes(List<Container> made) throws IOException, InterruptedException {
        Set<String> kept = new HashSet<>();
        made.forEach(container -> kept.add(id(container)));
        for (String id : helpers.sparesWithVolumes()) {
            if (!kept.contains(id)) {
                String image =
                        images.require(Images.OWN, SpareContainers::unseen).id();
                helpers.removeVolumeOf(labels.spareName(id), image);
            }
        }
    }

    private static void unseen(String progress) {
        LOG.log(Level.DEBUG, progress);
    }

    private Path file(String id) {
        return folder.resolve(id + ".json");
    }
}
