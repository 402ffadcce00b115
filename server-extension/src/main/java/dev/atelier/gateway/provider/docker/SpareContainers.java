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
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** After a failure; twice as long after each further one, up to five minutes. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final int MOST_FAILURES = 6;
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
    /** The ids of those that somebody is changing or removing now. */
    private final Set<String> held = new HashSet<>();

    private final ReentrantLock keeping = new ReentrantLock();
    private Instant lastTaken = Instant.EPOCH;
    private boolean nothingIsLeft; // of the keeping thread, as are the next two
    private int failures;
    private Instant retry = Instant.EPOCH;

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
            held.add(spare.id());
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
            removeHeld(spare.id(), spare.image());
            return false;
        } finally {
            release(spare.id());
        }
    }

    private synchronized void release(String id) {
        held.remove(id);
    }

    /** False where somebody else is at it. */
    private synchronized boolean hold(String id) {
        if (!held.add(id)) {
            return false;
        }
        ready.remove(id);
        return true;
    }

    private synchronized boolean isQuiet() {
        return lastTaken.plus(REST).isBefore(Instant.now()) && retry.isBefore(Instant.now());
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
        List<Container> made = all();
        forgetGone(made);
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
                if (missing.getOrDefault(size, 0) > 0 && isOfUse(container, sizes)) {
                    missing.merge(size, -1, Integer::sum);
                } else {
                    remove(id(container), container.getImageId());
                }
            }
        }
        removeVolumes(made);
        removeFiles(made);
        Optional<Size> next = sizes.stream()
                .filter(size -> missing.getOrDefault(size.name(), 0) > 0 && isQuiet())
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
            well = make(size, images.require(Images.OWN, SpareContainers::unseen));
            return well;
        } finally {
            failures = well ? 0 : Math.min(failures + 1, MOST_FAILURES);
            retry = well ? Instant.EPOCH : Instant.now().plus(PAUSE.multipliedBy(1L << failures));
        }
    }

    private synchronized void forgetGone(List<Container> made) {
        ready.keySet().retainAll(ids(made));
    }

    private static Set<String> ids(List<Container> containers) {
        return containers.stream().map(SpareContainers::id).collect(Collectors.toSet());
    }

    private static String id(Container container) {
        return container.getLabels().get(Labels.SPARE);
    }

    /** What was one once has the label still. */
    private boolean isSpare(Container container) {
        return List.of(container.getNames()).contains("/" + labels.spareName(id(container)));
    }

    private List<Container> all() throws IOException, InterruptedException {
        return engine.ask(
                client -> client.listContainersCmd().withShowAll(true).withLabelFilter(labels.own()).exec().stream()
                        .filter(container -> container.getLabels().containsKey(Labels.SPARE))
                        .toList());
    }

    /**
     * Looks whether it still is what a new one would be; what waits is counted as ready from then on. One that is being taken
     * is of use, and so is one that has been taken since the engine listed it.
     */
    private boolean isOfUse(Container container, List<Size> sizes) throws IOException, InterruptedException {
        String id = id(container);
        Optional<InspectContainerResponse> seen = containers.inspect(labels.spareName(id));
        if (isHeld(id) || seen.isEmpty()) {
            return true;
        }
        boolean young =
                Instant.ofEpochSecond(container.getCreated()).plus(START).isAfter(Instant.now());
        if (!Containers.isRunning(seen.orElseThrow())
                || !Files.exists(file(id))
                || !isAsMade(seen.orElseThrow(), sizes)) {
            return false;
        }
        Spare spare = new Spare(
                id,
                container.getLabels().get(Labels.SIZE),
                seen.orElseThrow().getImageId(),
                AgentSetup.secret(file(id)));
        Optional<AgentStatus> status = status(seen.orElseThrow(), spare.secret());
        if (status.isEmpty()) {
            return young;
        }
        if (!status.orElseThrow().instance().equals(id)) {
            return false; // somebody had begun to take it
        }
        if (status.orElseThrow().warm() || !young) {
            offer(spare);
        }
        return true;
    }

    /** By the same terms as one that would be made now, and in no network but its first. */
    private boolean isAsMade(InspectContainerResponse seen, List<Size> sizes) throws IOException, InterruptedException {
        Map<String, String> own = seen.getConfig().getLabels();
        Images.Facts image = images.require(Images.OWN, SpareContainers::unseen);
        for (Size size : sizes) {
            if (size.name().equals(own.get(Labels.SIZE))) {
                return maker.terms(image, size).equals(own.get(Labels.TERMS))
                        && seen.getNetworkSettings().getNetworks().keySet().equals(Set.of(networks.spares()));
            }
        }
        return false;
    }

    private synchronized boolean isHeld(String id) {
        return held.contains(id);
    }

    private synchronized void offer(Spare spare) {
        if (!held.contains(spare.id())) {
            ready.put(spare.id(), spare);
        }
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

    private boolean make(Size size, Images.Facts image) throws IOException, InterruptedException {
        toolbox.ensure(image.id(), SpareContainers::unseen);
        String id = Secrets.draw()
                .replaceAll("[^A-Za-z]", "")
                .toLowerCase(Locale.ROOT)
                .substring(0, ID_LETTERS);
        String name = labels.spareName(id);
        Map<String, String> own = labels.ofSpare(id, size.name(), maker.terms(image, size));
        PrivateFiles.folder(folder);
        String secret = Secrets.draw();
        String setup = Json.write(agents.setup(id, secret, image, WARM));
        PrivateFiles.write(file(id), setup);
        networks.ensure(networks.spares());
        Bind mounts = helpers.seenBy(name, own);
        maker.create(new ContainerMaker.Identity(name, id, own, networks.spares(), mounts), image, size);
        maker.furnish(name, setup);
        containers.start(name);
        return awaitWarm(name, new Spare(id, size.name(), image.id(), secret));
    }

    /** One that takes longer is looked at again by the next call. */
    private boolean awaitWarm(String name, Spare spare) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(START);
        while (Instant.now().isBefore(deadline)) {
            Optional<InspectContainerResponse> seen = containers.inspect(name);
            if (seen.filter(Containers::isRunning).isEmpty()) {
                String said = seen.isEmpty() ? "somebody removed it" : containers.output(name, 1);
                LOG.log(Level.WARNING, () -> "the spare " + spare.id() + " ended at its start: " + said);
                return false;
            }
            if (status(seen.orElseThrow(), spare.secret())
                    .filter(AgentStatus::warm)
                    .isPresent()) {
                offer(spare);
                return true;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    private void remove(String id, String image) throws IOException, InterruptedException {
        if (hold(id)) {
            try {
                removeHeld(id, image);
            } finally {
                release(id);
            }
        }
    }

    /** Where it has another name by now, it is an instance's: then its volume is, too. */
    private void removeHeld(String id, String image) throws IOException, InterruptedException {
        String name = labels.spareName(id);
        if (containers.inspect(name).isPresent()) {
            containers.remove(name);
            helpers.removeVolumeOf(name, image);
        }
        Files.deleteIfExists(file(id));
    }

    /** Of spares that have no container any more, under whatever name. */
    private void removeVolumes(List<Container> made) throws IOException, InterruptedException {
        Set<String> kept = ids(made);
        for (String id : helpers.sparesWithVolumes()) {
            if (!kept.contains(id)) {
                String image =
                        images.require(Images.OWN, SpareContainers::unseen).id();
                helpers.removeVolumeOf(labels.spareName(id), image);
            }
        }
    }

    /** What a gateway left that was killed. */
    private void removeFiles(List<Container> made) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<String> spares = ids(made.stream().filter(this::isSpare).toList());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String id = file.getFileName().toString().replace(".json", "");
                if (!spares.contains(id) && !isHeld(id)) {
                    Files.deleteIfExists(file);
                }
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
