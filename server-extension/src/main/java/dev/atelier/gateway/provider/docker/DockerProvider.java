package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.HostConfig;
import dev.atelier.api.ContainerDetails;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Size;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentUnreachable;
import dev.atelier.gateway.provider.AgentSetup;
import dev.atelier.gateway.provider.AllowedFolders;
import dev.atelier.gateway.provider.ContainerAware;
import dev.atelier.gateway.provider.ContainerImages;
import dev.atelier.gateway.provider.DatastoreMounts;
import dev.atelier.gateway.provider.GatewayId;
import dev.atelier.gateway.provider.Generations;
import dev.atelier.gateway.provider.GpuClaims;
import dev.atelier.gateway.provider.Inside;
import dev.atelier.gateway.provider.Leftovers;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.PrivateFiles;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.Remarks;
import dev.atelier.gateway.provider.Resizable;
import dev.atelier.gateway.provider.SizeAliases;
import dev.atelier.gateway.provider.Spares;
import dev.atelier.gateway.provider.Terms;
import dev.atelier.gateway.provider.toolbox.Programs;
import dev.atelier.gateway.provider.toolbox.Toolbox;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Instances that are containers of a Docker engine: this computer's, or another one's behind {@link RemoteEngine}. */
public final class DockerProvider
        implements Provider,
                SizeAliases,
                DatastoreMounts,
                ContainerAware,
                ContainerImages,
                Leftovers,
                Remarks,
                Spares,
                Generations,
                Resizable,
                AutoCloseable {
    public static final String NAME = "docker";

    private static final System.Logger LOG = System.getLogger(DockerProvider.class.getName());
    private static final int STOP_SECONDS = 10;
    private static final Duration WRITTEN = Duration.ofMinutes(1);

    private final Path instances;
    private final Labels labels;
    private final Site site;
    private final Containers containers;
    private final Supplier<Terms> terms;
    private final DockerSizes sizes;
    private final Images images;
    private final ImageHistory history;
    private final ToolboxVolume toolbox;
    private final DatastoreHelpers helpers;
    private final DatastorePlans datastores;
    private final Optional<ShareMounts> served;
    private final Fence fence;
    private final Networks networks;
    private final ContainerGpus gpus;
    private final ContainerMaker maker;
    private final MadeAnew madeAnew;
    private final ContainerAgents agents;
    private final Arrival arrival;
    private final SpareShelf shelf = new SpareShelf();
    private final SpareContainers spares;
    private final SpareKeeper keeper;
    private final Sweeper sweeper;
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS); // as the engine counts

    /**
     * Of this computer's engine.
     *
     * @param terms what holds for whatever is made from then on
     */
    public DockerProvider(
            Path home,
            Path share,
            Programs programs,
            AllowedFolders folders,
            Supplier<Terms> terms,
            GpuClaims claims,
            HttpClient http)
            throws IOException {
        this(Site.here(share, folders), home, programs, terms, claims, http);
    }

    DockerProvider(Site site, Path home, Programs programs, Supplier<Terms> terms, GpuClaims claims, HttpClient http)
            throws IOException {
        this.site = site;
        Engine engine = site.engine();
        this.containers = new Containers(engine);
        this.terms = terms;
        this.sizes = new DockerSizes(site.provider(), engine, terms);
        this.instances = home.resolve("instances");
        this.labels = new Labels(GatewayId.of(home));
        this.images = new Images(engine, containers, labels, home.resolve("images"));
        this.history = new ImageHistory(engine);
        this.toolbox = new ToolboxVolume(engine, containers, labels, new Toolbox(programs));
        this.helpers = new DatastoreHelpers(engine, containers, labels, toolbox);
        this.datastores = new DatastorePlans(toolbox, site.folders());
        this.fence = new Fence(engine, containers, labels, images, terms, InstantSource.system());
        this.networks = new Networks(engine, labels, fence);
        this.gpus = new ContainerGpus(engine, terms, claims);
        this.maker = new ContainerMaker(engine, site.share(), toolbox, sizes, gpus);
        this.served = switch (site.share()) {
            case ContainerShare.Bound _ -> Optional.empty();
            case ContainerShare.Served it -> Optional.of(new ShareMounts(it.host(), helpers, maker::owner));
        };
        this.madeAnew = new MadeAnew(engine, containers, labels, maker);
        this.agents = new ContainerAgents(http, site.ports(), programs.spareKernels());
        this.arrival = new Arrival(containers, agents);
        this.spares = new SpareContainers(
                engine, containers, labels, toolbox, helpers, networks, maker, agents, home.resolve("spares"), shelf);
        this.keeper = new SpareKeeper(images, networks, maker, spares, shelf);
        this.sweeper = new Sweeper(engine, containers, labels);
    }

    @Override
    public String name() {
        return site.provider();
    }

    @Override
    public List<Size> sizes() {
        return sizes.all();
    }

    @Override
    public Optional<Size> byAlias(String alias) {
        return sizes.byAlias(alias);
    }

    @Override
    public String defaultImage() {
        return Images.OWN;
    }

    @Override
    public void requireAllowed(String image) {
        if (!image.equals(Images.OWN)) {
            terms.get().images().require(image, Images.OWN);
        }
    }

    @Override
    public boolean isHere(String image) throws IOException, InterruptedException {
        return images.isHere(image);
    }

    @Override
    public boolean isReady() {
        try {
            return images.isHere(Images.OWN) && !sizes().isEmpty();
        } catch (IOException | ProblemException e) {
            LOG.log(Level.DEBUG, e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void prepare(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        String name = labels.containerName(place);
        madeAnew.finish(place);
        if (containers.inspect(name).isPresent()) {
            return;
        }
        // Of an earlier generation, whose removal a gateway did not live to see.
        removeAll(place);
        helpers.removeVolumes(place, helpers.volumes(place), anyImageFor(place));
        Images.Facts image = images.named(image(place), progress);
        toolbox.ensure(serving(image.id()), progress);
        PrivateFiles.folder(instances);
        PrivateFiles.folder(folder(place));
        progress.accept("making its container");
        Size size = size(place);
        networks.in(networks.name(place), () -> {
            if (!takeSpare(place, image, size)) {
                // Not what a configuration that is left here says: its secret may be that of a spare.
                AgentSetup setup = agents.setup(place.name(), Secrets.draw(), image, Optional.empty());
                PrivateFiles.write(config(place), Json.write(setup));
                create(place, image, size);
            }
        });
    }

    private void create(Place place, Images.Facts image, Size size) throws IOException, InterruptedException {
        List<String> cards = gpus.claim(place, size.gpus());
        try {
            maker.create(identity(labels.containerName(place), place, cards), image, size);
        } catch (IOException | InterruptedException | RuntimeException e) {
            gpus.release(place);
            throw e;
        }
    }

    private boolean takeSpare(Place place, Images.Facts image, Size size) throws IOException, InterruptedException {
        Optional<SpareShelf.Spare> spare = shelf.reserve(size, image, maker.terms(image, size));
        if (spare.isEmpty()) {
            return false;
        }
        AgentSetup setup = agents.setup(place.name(), spare.orElseThrow().secret(), image, Optional.empty());
        return spares.takeOver(spare.orElseThrow(), place, setup, config(place));
    }

    private ContainerMaker.Identity identity(String name, Place place, List<String> cards)
            throws IOException, InterruptedException {
        Map<String, String> own = new HashMap<>(labels.of(place));
        own.put(Labels.SIZE, place.size());
        if (!cards.isEmpty()) {
            own.put(Labels.GPUS, String.join(",", cards));
        }
        String hostName = place.name().toLowerCase(Locale.ROOT);
        return new ContainerMaker.Identity(name, hostName, own, networks.name(place), helpers.seenBy(name, own));
    }

    private static String image(Place place) {
        return place.image().orElse(Images.OWN);
    }

    private Path folder(Place place) {
        return instances.resolve(place.name().toLowerCase(Locale.ROOT));
    }

    private Path config(Place place) {
        return folder(place).resolve("agent-config.json");
    }

    /** An engine that lost cores since gives its default instead of a size that it has no more. */
    private Size size(Place place) {
        return sizes().stream()
                .filter(size -> size.name().equals(place.size()))
                .findFirst()
                .orElse(sizes().getFirst());
    }

    @Override
    public AgentAddress start(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        prepare(place, progress);
        String container = labels.containerName(place);
        InspectContainerResponse seen = arrival.require(container, place);
        if (served.isPresent()) {
            progress.accept("mounting the share");
            served.orElseThrow().mount(place, helperImage(place));
        }
        if (!Containers.isRunning(seen)) {
            progress.accept("starting its container");
            start(place, seen, progress);
        }
        return arrival.await(container, place, config(place));
    }

    @Override
    public void requireResizable(Place stopped) throws IOException, InterruptedException {
        Optional<InspectContainerResponse> seen = containers.inspect(labels.containerName(stopped));
        if (seen.isPresent()) {
            madeAnew.requireRoomForSize(stopped, seen.orElseThrow());
        }
    }

    /**
     * By the name that it was made with: what that means may change, and what there is stays as it was made. One of an earlier build
     * bears no name, and is known by its limits where it can be changed at all.
     */
    private static boolean isOfAnotherSize(InspectContainerResponse made, Place place, Size size) {
        HostConfig limits = made.getHostConfig();
        return Labels.read(made.getConfig().getLabels(), Labels.SIZE)
                .map(name -> !name.equals(place.size()) && !name.equals(size.name()))
                .orElseGet(() -> MadeAnew.canChange(made)
                        && !(Objects.equals(limits.getMemory(), size.memoryBytes())
                                && Objects.equals(limits.getNanoCPUs(), ContainerMaker.nanoCpus(size))
                                && ContainerGpus.of(made).size() == size.gpus()));
    }

    /** Where it could not be started its GPUs are others'. */
    private void start(Place place, InspectContainerResponse stopped, Consumer<String> progress)
            throws IOException, InterruptedException {
        String container = labels.containerName(place);
        Size size = size(place);
        List<String> own = ContainerGpus.of(stopped);
        boolean resized = isOfAnotherSize(stopped, place, size);
        if (resized) {
            madeAnew.requireRoomForSize(place, stopped);
        }
        List<String> cards = resized
                ? gpus.claimFor(place, size.gpus(), own)
                : gpus.claimAgain(place, own, MadeAnew.canChange(stopped));
        String network = networks.name(place);
        try {
            if (resized) {
                progress.accept("making its container anew with the size " + size.name());
                madeAnew.change(place, stopped, identity(container, place, cards), imageOf(place), size);
            } else if (!Set.copyOf(cards).equals(Set.copyOf(own))) {
                progress.accept("moving it to another GPU");
                madeAnew.requireRoomForCards(place, stopped);
                madeAnew.change(place, stopped, identity(container, place, cards), imageOf(place), size);
            }
            InspectContainerResponse ready = arrival.require(container, place);
            maker.furnish(container, Files.readString(config(place)));
            networks.in(network, () -> {
                networks.rejoin(ready, network);
                containers.start(container);
            });
        } catch (IOException | RuntimeException e) {
            releaseUnlessRunning(place, e);
            throw e;
        }
    }

    /** The engine may have been slow only. Where it does not say, the next start or stop settles it. */
    private void releaseUnlessRunning(Place place, Exception failure) throws InterruptedException {
        try {
            if (containers
                    .inspect(labels.containerName(place))
                    .filter(Containers::isRunning)
                    .isEmpty()) {
                gpus.release(place);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private Optional<AgentAddress> address(Place place, InspectContainerResponse seen) throws IOException {
        return agents.address(seen, AgentSetup.secret(config(place)));
    }

    @Override
    public Optional<AgentAddress> find(Place place) throws IOException, InterruptedException {
        Optional<InspectContainerResponse> seen = containers.inspect(labels.containerName(place));
        if (seen.isEmpty() || !Containers.isRunning(seen.orElseThrow())) {
            agents.ended(labels.containerName(place));
            return Optional.empty();
        }
        Optional<AgentAddress> address = address(place, seen.orElseThrow());
        if (address.isPresent()) {
            agents.client(address.orElseThrow()).status();
            if (served.isPresent()) { // its helper may have ended, or this gateway may have just begun
                served.orElseThrow().keep(place, helperImage(place));
            }
        }
        return address;
    }

    @Override
    public void stop(Place place) throws IOException, InterruptedException {
        String container = labels.containerName(place);
        Optional<InspectContainerResponse> seen = containers.inspect(container);
        if (seen.isPresent() && Containers.isRunning(seen.orElseThrow())) {
            Optional<AgentAddress> agent = address(place, seen.orElseThrow());
            if (agent.isPresent()) {
                shutDown(agent.orElseThrow(), place);
            }
            containers.stop(container, STOP_SECONDS);
        }
        agents.ended(container);
        gpus.release(place);
        if (served.isPresent()) {
            served.orElseThrow().unmount(place, WRITTEN);
        }
        for (String mount : helpers.mounted(place)) { // only now: its kernels and jobs had files open there
            helpers.unmount(place, mount);
        }
    }

    private void shutDown(AgentAddress agent, Place place) throws IOException, InterruptedException {
        try {
            agents.client(agent).shutdown();
        } catch (AgentUnreachable e) {
            LOG.log(Level.INFO, () -> place.name() + ": its agent does not answer; its container is stopped");
        }
    }

    @Override
    public void remove(Place place) throws IOException, InterruptedException {
        String image = anyImageFor(place);
        if (served.isPresent()) {
            served.orElseThrow().forget(place, image, () -> withToolbox(image), WRITTEN);
        }
        List<String> volumes = helpers.volumes(place);
        removeAll(place);
        helpers.removeVolumes(place, volumes, image);
        madeAnew.forget(labels.anyOf(place));
        agents.removed(labels.containerName(place));
        gpus.release(place);
        networks.removeUnused(networks.name(place));
        PrivateFiles.removeTree(folder(place));
    }

    /** What leads here to it and from it; asks nobody. */
    private void closeWays(Place place) throws IOException {
        served.ifPresent(share -> share.giveUp(place));
        agents.removed(labels.containerName(place));
    }

    @Override
    public String elsewhere(Place place) {
        return "the container " + labels.containerName(place) + " with what was installed in it";
    }

    @Override
    public void giveUp(Place place) throws IOException {
        closeWays(place);
        PrivateFiles.removeTree(folder(place)); // it has the agent's secret, and the next of this name its own
    }

    @Override
    public void removeGivenUp(Place place) throws IOException, InterruptedException {
        Map<String, String> whose = labels.of(place);
        String image = anyImageFor(place);
        List<String> volumes = helpers.volumes(place, whose);
        helpers.removeAll(whose);
        madeAnew.leave(place);
        containers.remove(labels.containerName(place));
        if (containers.inspect(labels.containerName(place)).isPresent()) {
            throw Problem.of(409, "still-there", "The engine is still removing " + elsewhere(place) + ".")
                    .asException();
        }
        helpers.removeVolumes(place, volumes, image);
        madeAnew.forget(whose);
        closeWays(place); // whoever mounted the share again while it was given up may have opened them
        gpus.release(place);
        networks.removeUnused(networks.name(place));
    }

    @Override
    public void removeLeftovers() throws IOException, InterruptedException {
        sweeper.sweep(began);
        networks.removeLeftovers(began);
    }

    @Override
    public Optional<String> remark(Place place) {
        return served.flatMap(share -> share.lack(place))
                .map(why -> "Its files are not the share's: " + why + ".")
                .or(fence::gap);
    }

    /** The connections to the engine; what runs there runs on. */
    @Override
    public void close() throws IOException {
        site.engine().close();
    }

    /** Hears whether the engine answers. */
    void ping() throws IOException, InterruptedException {
        containers.ping();
    }

    /** Mounts the share again where an instance has lost it; says whether all have it. */
    boolean keepShare() throws IOException, InterruptedException {
        return served.isEmpty() || served.orElseThrow().keepAll();
    }

    /** Waits, in bounded time, until what was written in an instance has come to the share; at once where it is the share. */
    boolean written(Place place, Duration patience) throws IOException, InterruptedException {
        return served.isEmpty() || served.orElseThrow().written(place, patience);
    }

    private void removeAll(Place place) throws IOException, InterruptedException {
        helpers.removeAll(labels.anyOf(place));
        for (String container : containers.labelled(labels.anyOf(place))) {
            containers.remove(container);
        }
        for (String container : containers.named(labels.containerNames(place))) {
            containers.remove(container);
        }
    }

    @Override
    public boolean keep(Map<String, Integer> wanted) throws IOException, InterruptedException {
        return keeper.keep(wanted, sizes());
    }

    @Override
    public Map<String, Integer> ready() {
        return shelf.ready();
    }

    @Override
    public Path mountPoint(Place place, String mount) {
        return DatastoreHelpers.point(mount);
    }

    @Override
    public void check(DatastoreSpec datastore) throws IOException {
        if (datastore instanceof DatastoreSpec.Local local) {
            site.folders().target(local);
        }
    }

    @Override
    public void mount(Place place, String mount, DatastoreSpec datastore, Access access)
            throws IOException, InterruptedException {
        helpers.mount(place, helperImage(place), mount, datastores.of(mount, datastore, access, maker.owner()));
    }

    /** With its toolbox: the instance may be of an earlier build, whose toolbox is another. */
    private String helperImage(Place place) throws IOException, InterruptedException {
        return withToolbox(serving(imageOf(place).id()));
    }

    private String withToolbox(String image) throws IOException, InterruptedException {
        toolbox.ensure(image, words -> {});
        return image;
    }

    @Override
    public void unmount(Place place, String mount) throws IOException, InterruptedException {
        helpers.unmount(place, mount);
    }

    /** For a container that serves for a moment, of a place whose own may be gone. */
    private String anyImageFor(Place place) throws IOException, InterruptedException {
        Optional<InspectContainerResponse> seen = containers.inspect(labels.containerName(place));
        return serving(seen.isPresent() ? seen.orElseThrow().getImageId() : image(place));
    }

    /**
     * For a container that does more than an instance may: fills the toolbox of all, or mounts. Our own image, where it is
     * there: anybody may have made the other, with a shell that does what it likes with that.
     */
    private String serving(String image) throws IOException, InterruptedException {
        return images.isHere(Images.OWN) || !images.isHere(image) ? Images.OWN : image;
    }

    /** The one that its container was made from, whatever bears that name by now. */
    private Images.Facts imageOf(Place place) throws IOException, InterruptedException {
        String id = containers
                .inspect(labels.containerName(place))
                .map(DockerProvider::original)
                .orElseGet(() -> image(place));
        return images.require(id, words -> {});
    }

    private static String original(InspectContainerResponse container) {
        return Labels.read(container.getConfig().getLabels(), Labels.IMAGE).orElse(container.getImageId());
    }

    @Override
    public Optional<ContainerDetails> details(Place place) throws IOException, InterruptedException {
        Optional<InspectContainerResponse> seen = containers.inspect(labels.containerName(place));
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ContainerDetails(
                history.of(image(place), original(seen.orElseThrow())), ContainerGpus.of(seen.orElseThrow())));
    }

    @Override
    public Inside inside(Place place) throws IOException, InterruptedException {
        Images.Facts image = imageOf(place);
        return new Inside(ContainerPaths.SHARE, image.python(), ContainerPaths.JAVA);
    }
}
