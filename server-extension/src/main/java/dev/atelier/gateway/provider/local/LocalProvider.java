package dev.atelier.gateway.provider.local;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Size;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.link.AgentUnreachable;
import dev.atelier.gateway.provider.AllowedFolders;
import dev.atelier.gateway.provider.DatastoreMounts;
import dev.atelier.gateway.provider.Inside;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.PrivateFiles;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.SharesLoopback;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The embedded default: this computer. */
public final class LocalProvider implements Provider, DatastoreMounts, SharesLoopback {
    public static final String NAME = "local";

    private static final System.Logger LOG = System.getLogger(LocalProvider.class.getName());

    private final LocalFolders folders;
    private final Path share;
    private final Toolbox toolbox;
    private final LocalAgents agents;
    private final HttpClient http;
    private final FolderMounts folderMounts;
    private final RcloneMounts rcloneMounts = new RcloneMounts();

    public LocalProvider(Path home, Path share, Toolbox toolbox, AllowedFolders allowed, HttpClient http) {
        this.folders = new LocalFolders(home.resolve("instances"));
        this.share = share;
        this.toolbox = toolbox;
        this.agents = new LocalAgents(folders, share, toolbox, http);
        this.http = http;
        this.folderMounts = new FolderMounts(allowed);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Size> sizes() {
        int cpus = Runtime.getRuntime().availableProcessors();
        long memory =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : 0;
        String words = "This computer as it is: " + cpus + " cores and " + (memory >> 30)
                + " GiB of memory, shared with everything that runs on it.";
        return List.of(new Size("shared", NAME, cpus, memory, 0, words).withFamily(Size.SHARED));
    }

    @Override
    public void prepare(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        PrivateFiles.folder(folders.root(place));
        PrivateFiles.folder(folders.state(place));
        PrivateFiles.folder(folders.scratch(place));
        PrivateFiles.folder(folders.mounts(place));
        if (!isThisComputer(place)) {
            PythonEnvironment.make(toolbox.base(), folders.environment(place), progress);
        }
    }

    @Override
    public AgentAddress start(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        prepare(place, progress);
        Optional<AgentAddress> running = find(place);
        if (running.isPresent()) {
            return running.orElseThrow();
        }
        progress.accept("starting its agent");
        return agents.start(place, environment(place), kernelPath(place));
    }

    @Override
    public Optional<AgentAddress> find(Place place) throws IOException, InterruptedException {
        return agents.find(place);
    }

    @Override
    public void stop(Place place) throws IOException, InterruptedException {
        if (Files.isRegularFile(folders.config(place))) {
            endAgent(place);
        }
        // Only now: its kernels and jobs had files open there. What somebody wrote beside the mounts stays.
        for (String mount : mounted(place)) {
            unmount(place, mount);
        }
    }

    /** Without an agent its kernels and jobs may still be there: a new one finds them, and ends them. */
    private void endAgent(Place place) throws IOException, InterruptedException {
        AgentAddress agent;
        try {
            agent = startForItsEnd(place);
        } catch (ProblemException | IOException e) {
            if (leftSomething(place)) {
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    () -> place.name() + " has nothing to end, and no agent that starts: " + e.getMessage());
            return;
        }
        try {
            new AgentClient(agent, http).shutdown();
        } catch (AgentUnreachable e) {
            LOG.log(Level.INFO, () -> "the agent of " + place.name() + " left while being stopped");
        }
        agents.awaitEnd(place);
    }

    /** Whether an agent left kernels or jobs behind, which only another one can end. */
    private boolean leftSomething(Place place) throws IOException {
        for (String kind : List.of("kernels", "jobs")) {
            Path folder = folders.state(place).resolve(kind);
            if (Files.isDirectory(folder)) {
                try (var entries = Files.list(folder)) {
                    if (entries.findAny().isPresent()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** One that hangs gives way to a new one, which finds what runs there and ends it. */
    private AgentAddress startForItsEnd(Place place) throws IOException, InterruptedException {
        try {
            return start(place, words -> {});
        } catch (AgentUnreachable e) {
            agents.kill(place);
            return start(place, words -> {});
        }
    }

    /** The entries among the mount points that are mounts. */
    private List<String> mounted(Place place) throws IOException {
        if (!Files.isDirectory(folders.mounts(place))) {
            return List.of();
        }
        try (var entries = Files.list(folders.mounts(place))) {
            List<String> mounted = new ArrayList<>();
            for (Path entry : entries.toList()) {
                if (Files.isSymbolicLink(entry) || RcloneMounts.isMounted(entry)) {
                    mounted.add(entry.getFileName().toString());
                }
            }
            return mounted;
        }
    }

    @Override
    public void remove(Place place) throws IOException {
        if (!mounted(place).isEmpty()) {
            throw Problem.of(
                            409,
                            "still-mounted",
                            "Datastores are still mounted in " + place.name() + ": " + mounted(place) + ".",
                            "Close what uses them, then delete again.")
                    .asException();
        }
        PrivateFiles.removeTree(folders.root(place));
    }

    @Override
    public Inside inside(Place place) {
        return new Inside(share, environment(place).resolve("bin/python"), toolbox.java());
    }

    @Override
    public Path mountPoint(Place place, String mount) {
        return folders.mounts(place).resolve(mount);
    }

    @Override
    public void check(DatastoreSpec datastore) throws IOException, InterruptedException {
        switch (datastore) {
            case DatastoreSpec.Local local -> folderMounts.check(local);
            case DatastoreSpec.ObjectStore store -> rcloneMounts.check(store);
        }
    }

    @Override
    public void mount(Place place, String mount, DatastoreSpec datastore, Access access)
            throws IOException, InterruptedException {
        PrivateFiles.folder(folders.mounts(place));
        Path point = mountPoint(place, mount);
        switch (datastore) {
            case DatastoreSpec.Local local -> folderMounts.mount(local, point, access);
            case DatastoreSpec.ObjectStore store ->
                rcloneMounts.mount(store, point, access, folders.root(place).resolve("mount-" + mount + ".log"));
        }
    }

    @Override
    public void unmount(Place place, String mount) throws IOException, InterruptedException {
        Path point = mountPoint(place, mount);
        if (Files.isSymbolicLink(point)) {
            Files.delete(point);
        } else {
            rcloneMounts.unmount(point);
        }
    }

    /** The instance that is this computer itself uses the base environment, and the kernels that a person installed. */
    private static boolean isThisComputer(Place place) {
        return place.name().equals(NAME);
    }

    private Path environment(Place place) {
        return isThisComputer(place) ? toolbox.base() : folders.environment(place);
    }

    private List<Path> kernelPath(Place place) {
        List<Path> path = new ArrayList<>();
        path.add(environment(place).resolve("share/jupyter/kernels"));
        path.add(toolbox.base().resolve("share/jupyter/kernels"));
        path.addAll(toolbox.kernelPath());
        if (isThisComputer(place)) {
            path.add(Path.of(System.getProperty("user.home"), ".local/share/jupyter/kernels"));
            path.add(Path.of("/usr/local/share/jupyter/kernels"));
            path.add(Path.of("/usr/share/jupyter/kernels"));
        }
        return path;
    }
}
