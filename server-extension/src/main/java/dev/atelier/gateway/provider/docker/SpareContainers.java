package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Container;
import dev.atelier.api.Json;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final long PAUSE_MILLIS = 100;
    private static final int ID_LETTERS = 8;
    private static final Optional<AgentSetup.Spare> WARM = Optional.of(new AgentSetup.Spare("python3"));

    private final Engine engine;
    private final Containers containers;
    private final Labels labels;
    private final ToolboxVolume toolbox;
    private final DatastoreHelpers helpers;
    private final Networks networks;
    private final ContainerMaker maker;
    private final ContainerAgents agents;
    private final Path folder;
    private final SpareShelf shelf;

    /** @param folder for what each one's agent is told */
    SpareContainers(
            Engine engine,
            Containers containers,
            Labels labels,
            ToolboxVolume toolbox,
            DatastoreHelpers helpers,
            Networks networks,
            ContainerMaker maker,
            ContainerAgents agents,
            Path folder,
            SpareShelf shelf) {
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
        this.toolbox = toolbox;
        this.helpers = helpers;
        this.networks = networks;
        this.maker = maker;
        this.agents = agents;
        this.folder = folder;
        this.shelf = shelf;
    }

    /**
     * Makes it the container of a place; its renaming is what counts, so that comes last. False where it can't be.
     *
     * @param config where the place's setup is written down
     */
    boolean takeOver(SpareShelf.Spare spare, Place place, AgentSetup setup, Path config)
            throws IOException, InterruptedException {
        String container = labels.spareName(spare.id());
        try {
            PrivateFiles.write(config, Json.write(setup));
            networks.move(container, networks.spares(), networks.name(place));
            maker.furnish(container, Json.write(setup));
            Optional<InspectContainerResponse> seen = containers.inspect(container);
            Optional<AgentAddress> address =
                    seen.isEmpty() ? Optional.empty() : agents.address(seen.orElseThrow(), spare.secret());
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
            shelf.release(spare.id());
        }
    }

    static Set<String> ids(List<Container> containers) {
        return containers.stream().map(SpareContainers::id).collect(Collectors.toSet());
    }

    static String id(Container container) {
        return container.getLabels().get(Labels.SPARE);
    }

    /** What was one once has the label still. */
    boolean isSpare(Container container) {
        return List.of(container.getNames()).contains("/" + labels.spareName(id(container)));
    }

    List<Container> all() throws IOException, InterruptedException {
        return engine.ask(client ->
                client.listContainersCmd().withShowAll(true).withLabelFilter(labels.own()).exec().stream()
                        .filter(container ->
                                Labels.read(container.getLabels(), Labels.SPARE).isPresent())
                        .toList());
    }

    Optional<AgentStatus> status(InspectContainerResponse seen, String secret)
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

    boolean make(Size size, Images.Facts image) throws IOException, InterruptedException {
        toolbox.ensure(image.id(), SpareContainers::unseen);
        String id = Secrets.draw()
                .replaceAll("[^A-Za-z]", "")
                .toLowerCase(Locale.ROOT)
                .substring(0, ID_LETTERS);
        String name = labels.spareName(id);
        String terms = maker.terms(image, size);
        Map<String, String> own = labels.ofSpare(id, size.name(), terms);
        PrivateFiles.folder(folder);
        String secret = Secrets.draw();
        String setup = Json.write(agents.setup(id, secret, image, WARM));
        PrivateFiles.write(file(id), setup);
        Bind mounts = helpers.seenBy(name, own);
        maker.create(new ContainerMaker.Identity(name, id, own, networks.spares(), mounts), image, size);
        maker.furnish(name, setup);
        networks.in(networks.spares(), () -> containers.start(name));
        return awaitWarm(name, new SpareShelf.Spare(id, size.name(), terms, image.id(), secret));
    }

    Optional<InspectContainerResponse> inspect(String id) throws IOException, InterruptedException {
        return containers.inspect(labels.spareName(id));
    }

    /** As it was made; empty where this home does not know its secret. */
    Optional<SpareShelf.Spare> known(InspectContainerResponse seen) throws IOException {
        Map<String, String> own = seen.getConfig().getLabels();
        String id = own.get(Labels.SPARE);
        return Files.exists(file(id))
                ? Optional.of(new SpareShelf.Spare(
                        id,
                        own.get(Labels.SIZE),
                        own.getOrDefault(Labels.TERMS, ""),
                        seen.getImageId(),
                        AgentSetup.secret(file(id))))
                : Optional.empty();
    }

    /** One that takes longer is looked at again by the next call. */
    private boolean awaitWarm(String name, SpareShelf.Spare spare) throws IOException, InterruptedException {
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
                shelf.offer(spare);
                return true;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    void remove(String id, String image) throws IOException, InterruptedException {
        if (shelf.hold(id)) {
            try {
                removeHeld(id, image);
            } finally {
                shelf.release(id);
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

    /** The ids of spares that have no container any more, under whatever name, but a volume. */
    List<String> withVolumeAlone(List<Container> made) throws IOException, InterruptedException {
        Set<String> kept = ids(made);
        return helpers.sparesWithVolumes().stream()
                .filter(id -> !kept.contains(id))
                .toList();
    }

    void removeVolume(String id, String image) throws IOException, InterruptedException {
        helpers.removeVolumeOf(labels.spareName(id), image);
    }

    /** What a gateway left that was killed. */
    void removeFilesOfOthers(List<Container> made) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<String> own = ids(made.stream().filter(this::isSpare).toList());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String id = file.getFileName().toString().replace(".json", "");
                if (!own.contains(id) && !shelf.isHeld(id)) {
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
