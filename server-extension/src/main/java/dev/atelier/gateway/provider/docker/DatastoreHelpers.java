package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PropagationMode;
import com.github.dockerjava.api.model.SELContext;
import com.github.dockerjava.api.model.Volume;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.toolbox.Tar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Datastores in containers, and the share where it is served. For each mount a container of its own holds the credential, FUSE and the one capability that
 * mounting takes; the instance sees the result through a bind that only receives mounts. Both have a volume of the engine in
 * common, since what lies below the engine's own folder is mounted shared on every engine.
 */
final class DatastoreHelpers {
    private static final Duration MOUNT = Duration.ofSeconds(20);
    private static final Duration UNMOUNT = Duration.ofSeconds(30);
    private static final int STOP_SECONDS = 10;
    private static final long PAUSE_MILLIS = 20;
    private static final int LOG_LINES = 20;
    /**
     * Ends with an error as long as anything is mounted there, or where that can't be told: by the shell alone, since a program
     * that an image has not got would find nothing, too.
     */
    private static final String LET_GO = """
            points() {
                while read -r _ point _; do case $point in %s/*) echo "$point" ;; esac; done </proc/self/mounts
            }
            all=$(points) || exit 1
            for point in $all; do umount -l "$point" || exit 1; done
            left=$(points) || exit 1
            [ -z "$left" ] || { echo "$left is still mounted"; exit 1; }
            """.formatted(ContainerPaths.MOUNTS);

    /** Of a helper's alone. */
    static final String RCLONE_FILE = "root/rclone.conf";

    private final Engine engine;
    private final Containers containers;
    private final Labels labels;
    private final ToolboxVolume toolbox;
    private final ReentrantLock removing = new ReentrantLock();

    DatastoreHelpers(Engine engine, Containers containers, Labels labels, ToolboxVolume toolbox) {
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
        this.toolbox = toolbox;
    }

    /** Who owns the files of buckets. */
    record Owner(long user, long group) {

        /** As rclone's mounts take it. */
        List<String> options() {
            return List.of("--uid", String.valueOf(user), "--gid", String.valueOf(group));
        }
    }

    /** Says who it is by now. */
    @FunctionalInterface
    interface Ownership {
        Owner owner() throws IOException;
    }

    /** What a helper runs that mounts. */
    static List<String> words(String mount, List<String> further) {
        List<String> words = new ArrayList<>(
                List.of(ContainerPaths.TOOLBOX + "/bin/datastore", point(mount).toString()));
        words.addAll(further);
        return words;
    }

    private static String volumeName(String container) {
        return container + "-mnt";
    }

    /** Of an instance that was a spare once: made with that, before the instance had a name. */
    private String volumeName(Place place) throws IOException, InterruptedException {
        return spareOf(place)
                .map(labels::spareName)
                .map(DatastoreHelpers::volumeName)
                .orElseGet(() -> volumeName(labels.containerName(place)));
    }

    private Optional<String> spareOf(Place place) throws IOException, InterruptedException {
        return containers
                .inspect(labels.containerName(place))
                .flatMap(seen -> Labels.read(seen.getConfig().getLabels(), Labels.SPARE));
    }

    String containerName(Place place, String mount) {
        return labels.containerName(place) + "-mnt-" + mount.toLowerCase(java.util.Locale.ROOT);
    }

    static Path point(String mount) {
        return ContainerPaths.MOUNTS.resolve(mount);
    }

    /** How a container that is about to be made sees its mounts. */
    Bind seenBy(String container, Map<String, String> itsLabels) throws IOException, InterruptedException {
        return bind(made(volumeName(container), itsLabels), PropagationMode.RSLAVE);
    }

    private String made(String volume, Map<String, String> itsLabels) throws IOException, InterruptedException {
        engine.ask(client ->
                client.createVolumeCmd().withName(volume).withLabels(itsLabels).exec());
        return volume;
    }

    /** How its helpers see them. */
    private Bind shared(Place place) throws IOException, InterruptedException {
        return bind(made(volumeName(place), labels.of(place)), PropagationMode.RSHARED);
    }

    private Bind bind(String volume, PropagationMode propagation) throws IOException, InterruptedException {
        String folder =
                engine.ask(client -> client.inspectVolumeCmd(volume).exec().getMountpoint());
        return new Bind(
                folder,
                new Volume(ContainerPaths.MOUNTS.toString()),
                AccessMode.rw,
                SELContext.none,
                null,
                propagation);
    }

    void mount(Place place, String image, String mount, MountPlan plan) throws IOException, InterruptedException {
        String name = containerName(place, mount);
        if (isReady(name)) {
            return;
        }
        containers.remove(name);
        List<Bind> binds = new ArrayList<>(List.of(
                new Bind(toolbox.name(), new Volume(ContainerPaths.TOOLBOX.toString()), AccessMode.ro), shared(place)));
        binds.addAll(plan.binds());
        create(name, marked(place, mount), image, plan.words(), binds);
        try {
            bring(name, plan.files());
            containers.start(name);
            awaitReady(name, plan.failure());
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(name, mount); // it may have mounted already
            throw e;
        }
    }

    private Map<String, String> marked(Place place, String mount) {
        Map<String, String> own = new HashMap<>(labels.of(place));
        own.put(Labels.MOUNT, mount);
        return own;
    }

    private void create(String name, Map<String, String> own, String image, List<String> words, List<Bind> binds)
            throws IOException, InterruptedException {
        engine.change(client -> {
            try {
                return client.createContainerCmd(image)
                        .withName(name)
                        .withLabels(Labels.whole(own))
                        .withUser("0:0")
                        .withEntrypoint(words)
                        .withCmd(List.of())
                        .withHostConfig(HostConfig.newHostConfig()
                                .withInit(true)
                                // A datastore's address means what it means on the engine's computer.
                                .withNetworkMode("host")
                                .withBinds(binds)
                                .withCapDrop(Capability.ALL)
                                .withCapAdd(Capability.SYS_ADMIN)
                                .withSecurityOpts(List.of("no-new-privileges", "apparmor=unconfined"))
                                .withDevices(Device.parse("/dev/fuse")))
                        .exec()
                        .getId();
            } catch (ConflictException e) {
                return name;
            }
        });
    }

    private void bring(String name, Map<String, String> files) throws IOException, InterruptedException {
        if (files.isEmpty()) {
            return;
        }
        var archive = Tar.of(0, 0, tar -> {
            for (Map.Entry<String, String> file : files.entrySet()) {
                tar.file(file.getKey(), 0600, file.getValue());
            }
        });
        engine.ask(client -> client.copyArchiveToContainerCmd(name)
                .withRemotePath("/")
                .withTarInputStream(archive)
                .exec());
    }

    private void awaitReady(String name, MountPlan.Failure failure) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(MOUNT);
        while (!isReady(name)) {
            Optional<InspectContainerResponse> helper = containers.inspect(name);
            if (helper.filter(Containers::isRunning).isEmpty() || Instant.now().isAfter(deadline)) {
                long exit = helper.map(h -> h.getState().getExitCodeLong()).orElse(0L);
                throw failure.of(containers.output(name, LOG_LINES), exit);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    boolean runs(Place place, String mount) throws IOException, InterruptedException {
        return containers
                .inspect(containerName(place, mount))
                .filter(Containers::isRunning)
                .isPresent();
    }

    /** The names of this mount's helpers that run, whosever they are. */
    Set<String> running(String mount) throws IOException, InterruptedException {
        Map<String, String> wanted = new HashMap<>(labels.own());
        wanted.put(Labels.MOUNT, mount);
        return engine.ask(client -> client.listContainersCmd().withLabelFilter(wanted).exec().stream()
                .flatMap(container -> Arrays.stream(container.getNames()))
                .map(name -> name.substring(1)) // a slash stands before it
                .collect(Collectors.toSet()));
    }

    /**
     * Runs a command where the mounts are, without a helper, and gives its exit code.
     *
     * @return 0, too, where there have never been mounts
     */
    int look(Place place, String mount, String image, List<String> command) throws IOException, InterruptedException {
        if (!containers.hasVolume(volumeName(place))) {
            return 0;
        }
        String name = containerName(place, mount) + "-look";
        containers.remove(name);
        create(name, marked(place, mount), image, command, List.of(shared(place)));
        try {
            return containers.run(name, UNMOUNT.toSeconds());
        } finally {
            containers.remove(name);
        }
    }

    /** Whether there is a helper that has this file. */
    boolean hasFile(Place place, String mount, String path) throws IOException, InterruptedException {
        return containers.hasFile(containerName(place, mount), path);
    }

    /** Runs a command in a helper and gives its exit code; -1 where it does not run. */
    long execute(Place place, String mount, List<String> command) throws IOException, InterruptedException {
        return containers.execute(containerName(place, mount), command);
    }

    /** Ends a mount that is of no use, whoever uses it. */
    void giveUp(Place place, String mount) throws IOException, InterruptedException {
        end(containerName(place, mount), mount);
    }

    /** Whether the helper runs and has mounted. */
    private boolean isReady(String name) throws IOException, InterruptedException {
        return containers.inspect(name).filter(Containers::isRunning).isPresent()
                && containers.hasFile(name, "/root/ready");
    }

    /** @throws ProblemException {@code mount-in-use} where a process of the instance has something of it open */
    void unmount(Place place, String mount) throws IOException, InterruptedException {
        String name = containerName(place, mount);
        Optional<InspectContainerResponse> helper = containers.inspect(name);
        if (helper.isEmpty()) {
            return;
        }
        if (Containers.isRunning(helper.orElseThrow())) {
            if (containers.execute(name, List.of("umount", point(mount).toString())) != 0 && isMounted(name, mount)) {
                throw Problem.of(
                                409,
                                "mount-in-use",
                                "The mount " + point(mount) + " is in use in " + place.name() + ".",
                                "Close the files, notebooks and shells that use it, then unmount again.")
                        .asException();
            }
            if (!mount.equals(
                    SharePlan.MOUNT)) { // of the share all has come, and rclone may wait for a broken connection
                awaitEnd(name);
            }
        } else {
            letGo(place, helper.orElseThrow(), mount);
        }
        containers.remove(name);
    }

    /** A helper that was killed leaves a mount with nothing behind it in the engine's mount table and in the instance. */
    private void letGo(Place place, InspectContainerResponse helper, String mount)
            throws IOException, InterruptedException {
        String name = containerName(place, mount) + "-end";
        containers.remove(name);
        create(
                name,
                marked(place, mount),
                helper.getImageId(),
                List.of("umount", "-l", point(mount).toString()),
                List.of(shared(place)));
        containers.run(name, UNMOUNT.toSeconds());
        containers.remove(name);
    }

    /** Ends the mounts of a place that goes, whoever uses them: {@code whose} has the labels of one generation, or of any. */
    void removeAll(Map<String, String> whose) throws IOException, InterruptedException {
        for (Container container : helpers(whose)) {
            end(container.getId(), container.getLabels().get(Labels.MOUNT));
        }
    }

    /** Ends a helper with its mount, whoever uses that. */
    private void end(String helper, String mount) throws IOException, InterruptedException {
        if (containers.inspect(helper).filter(Containers::isRunning).isPresent()) {
            containers.execute(helper, List.of("umount", "-l", point(mount).toString()));
        }
        containers.remove(helper);
    }

    private boolean isMounted(String name, String mount) throws IOException, InterruptedException {
        return containers.execute(name, List.of("grep", "-q", " " + point(mount) + " ", "/proc/self/mounts")) == 0;
    }

    /** What was written last goes to the bucket before rclone ends. */
    private void awaitEnd(String name) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(UNMOUNT);
        while (containers.inspect(name).filter(Containers::isRunning).isPresent()) {
            if (Instant.now().isAfter(deadline)) {
                containers.stop(name, STOP_SECONDS);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** The mounts that have a helper, whatever their state. */
    List<String> mounted(Place place) throws IOException, InterruptedException {
        return helpers(labels.anyOf(place)).stream()
                .map(c -> c.getLabels().get(Labels.MOUNT))
                .distinct()
                .toList();
    }

    private List<Container> helpers(Map<String, String> whose) throws IOException, InterruptedException {
        return engine.ask(client -> client.listContainersCmd().withShowAll(true).withLabelFilter(whose).exec().stream()
                .filter(c -> Labels.read(c.getLabels(), Labels.MOUNT).isPresent())
                .toList());
    }

    /** Where the mounts of the place's generations were. To be asked while its containers are there. */
    List<String> volumes(Place place) throws IOException, InterruptedException {
        return volumes(place, labels.anyOf(place));
    }

    /** The same of what has these labels. */
    List<String> volumes(Place place, Map<String, String> whose) throws IOException, InterruptedException {
        List<String> volumes = new ArrayList<>(containers.volumes(whose));
        spareOf(place).map(labels::spareName).map(DatastoreHelpers::volumeName).ifPresent(volumes::add);
        return volumes;
    }

    void removeVolumes(Place place, List<String> volumes, String image) throws IOException, InterruptedException {
        for (String volume : volumes) {
            removeVolume(volume, place.name(), labels.of(place), image);
        }
    }

    /** The ids of those whose volumes are there. */
    List<String> sparesWithVolumes() throws IOException, InterruptedException {
        return engine.ask(client ->
                client.listVolumesCmd().withFilter("label", List.of(Labels.SPARE)).exec().getVolumes().stream()
                        .filter(volume ->
                                labels.gateway().equals(volume.getLabels().get(Labels.GATEWAY)))
                        .map(volume -> volume.getLabels().get(Labels.SPARE))
                        .toList());
    }

    /** Of a spare that was never an instance, or whose instance went while the gateway was killed. */
    void removeVolumeOf(String spareContainer, String image) throws IOException, InterruptedException {
        removeVolume(volumeName(spareContainer), spareContainer, labels.own(), image);
    }

    /** Emptied of mounts first. One at a time: an instance's removal and the keeping of spares may mean the same one. */
    private void removeVolume(String volume, String whose, Map<String, String> itsLabels, String image)
            throws IOException, InterruptedException {
        removing.lockInterruptibly();
        try {
            if (containers.hasVolume(volume)) {
                letGoOfAll(volume, whose, itsLabels, image);
                containers.removeVolume(volume);
            }
        } finally {
            removing.unlock();
        }
    }

    /**
     * Takes away the mounts of helpers that somebody killed or removed: they stay in the engine's own table. An engine that
     * removes a volume deletes what it finds below its folder, and below such a mount those are a person's files.
     *
     * @throws ProblemException {@code mount-stays}, and then the volume has to stay, too
     */
    private void letGoOfAll(String volume, String whose, Map<String, String> itsLabels, String image)
            throws IOException, InterruptedException {
        String name = volume + "-end";
        containers.remove(name);
        create(name, itsLabels, image, List.of("sh", "-c", LET_GO), List.of(bind(volume, PropagationMode.RSHARED)));
        try {
            int exit = containers.run(name, UNMOUNT.toSeconds());
            if (exit != 0) {
                throw Problem.of(
                                500,
                                "mount-stays",
                                "A mount of " + whose + " can't be taken away: " + containers.output(name, LOG_LINES),
                                "Look at it with: grep " + volume + " /proc/self/mounts")
                        .asException();
            }
        } finally {
            containers.remove(name);
        }
    }
}
