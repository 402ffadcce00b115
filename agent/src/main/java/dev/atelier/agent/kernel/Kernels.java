package dev.atelier.agent.kernel;

import dev.atelier.agent.config.AgentConfig;
import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.agent.journal.Journal;
import dev.atelier.agent.journal.SessionTable;
import dev.atelier.agent.process.Detached;
import dev.atelier.agent.process.FreeMemory;
import dev.atelier.agent.process.InstanceEnvironment;
import dev.atelier.agent.process.MemoryKills;
import dev.atelier.agent.process.ShareFolder;
import dev.atelier.agent.process.Starts;
import dev.atelier.agent.wire.OwnMessages;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The kernels of this instance. */
public final class Kernels {
    private static final Logger LOG = System.getLogger(Kernels.class.getName());
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Duration DELETE_GRACE = Duration.ofSeconds(2);
    private static final long LARGEST_MESSAGE = 128L << 20;

    private final Path folder;
    private final KernelSpecs specs;
    private final KernelSettings settings;
    private final Starts starts;
    private final Map<String, Kernel> kernels = new ConcurrentHashMap<>();

    /**
     * @param timer one thread for short tasks
     * @param deaths gets to know of each kernel that dies by itself
     */
    public Kernels(
            AgentConfig config,
            InstanceEnvironment environment,
            Detached detached,
            ScheduledExecutorService timer,
            Starts starts,
            DeathNotice.Listener deaths)
            throws IOException {
        this.folder = PrivateFiles.folder(config.state().resolve("kernels"));
        this.starts = starts;
        this.specs = new KernelSpecs(config.kernelPath());
        Launcher launcher =
                new Launcher(specs, config.python(), new ShareFolder(config.share()), environment, detached);
        OwnMessages own = new OwnMessages();
        FreeMemory memory = new FreeMemory();
        Path scratch = PrivateFiles.folder(config.state().resolve("frames"));
        this.settings = new KernelSettings(
                launcher,
                new WarmKernel(config.state()),
                new SpareKernels(config.state(), config.spareKernels(), memory),
                own,
                new MemoryKills(),
                memory,
                deaths,
                timer,
                LARGEST_MESSAGE,
                scratch,
                config.journalBytes());
        timer.scheduleWithFixedDelay(() -> settings.spares().look(settings), 1, 1, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(
                () -> kernels.values().forEach(kernel -> kernel.folder().trimLog()), 5, 5, TimeUnit.SECONDS);
    }

    public KernelSpecs specs() {
        return specs;
    }

    public Collection<Kernel> all() {
        return List.copyOf(kernels.values());
    }

    /** @throws ProblemException {@code unknown-kernel} (404) */
    public Kernel find(String id) {
        return Optional.ofNullable(kernels.get(id))
                .orElseThrow(
                        () -> Problem.of(404, "unknown-kernel", "There is no kernel \"" + id + "\" on this instance.")
                                .asException());
    }

    /**
     * Starts a kernel, or gives the one that has this id.
     *
     * @param patience how long to wait for the kernel's answer; one that has not come by then is still starting, and should
     *     it die later it is listed as dead with its reason
     * @throws ProblemException {@code unknown-kernelspec}, {@code bad-kernel-id}, and those of a start
     */
    public Kernel start(String id, LaunchRequest request, Duration patience) throws InterruptedException {
        if (!ID.matcher(id).matches()) {
            throw Problem.of(
                            400,
                            "bad-kernel-id",
                            "A kernel_id is made of letters, digits, _ and -; \"" + id + "\" is not.")
                    .asException();
        }
        specs.find(request.name());
        boolean[] mine = new boolean[1];
        Kernel kernel = starts.admit(() -> kernels.computeIfAbsent(id, key -> {
            mine[0] = true;
            return create(key, request);
        }));
        if (!mine[0]) {
            kernel.awaitSettled(request.timeout());
            return find(id);
        }
        CompletableFuture<Void> started = startBehind(kernel);
        try {
            started.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.DEBUG, () -> "The kernel " + id + " is still starting");
        } catch (ExecutionException e) {
            end(kernel, Duration.ZERO, Kernel.SHUT_DOWN);
            throw e.getCause() instanceof ProblemException problem
                    ? problem
                    : new IllegalStateException("The kernel " + id + " cannot be started", e.getCause());
        }
        return kernel;
    }

    private static CompletableFuture<Void> startBehind(Kernel kernel) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        Thread.ofVirtual().name("start-" + kernel.id()).start(() -> {
            try {
                kernel.start();
                started.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                kernel.foundDead(e.getMessage() == null ? e.toString() : e.getMessage());
                started.completeExceptionally(e);
            }
        });
        return started;
    }

    /** Ends a kernel and forgets it; returns when its processes are gone. */
    public void delete(String id) throws InterruptedException {
        end(find(id), DELETE_GRACE, Kernel.SHUT_DOWN);
    }

    /** Ends all kernels. */
    public void endAll(Duration grace) {
        List<Thread> ends = all().stream()
                .map(kernel -> Thread.ofVirtual().start(() -> {
                    try {
                        end(kernel, grace, Kernel.INSTANCE_STOPS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        for (Thread end : ends) {
            try {
                end.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Starts a process now that the first kernel of this kernelspec takes over, instead of waiting for its own. */
    public void keepWarm(String kernelspec) {
        settings.warm().begin(settings, kernelspec);
    }

    /** Whether such a process is there and answers. */
    public boolean hasWarm() {
        return settings.warm().isReady();
    }

    /** How many processes wait to become kernels of those kernelspecs that are in use. */
    public int spares() {
        return settings.spares().count();
    }

    /** Ends it: the next kernel is started for itself. */
    public void endWarm() {
        settings.warm().end();
    }

    /** Lets all kernels live for the next agent. */
    public void leaveAll() {
        settings.warm().end();
        settings.spares().end();
        kernels.values().forEach(Kernel::leave);
    }

    /** Takes over what an earlier agent on this state folder left. */
    public void adoptAll() throws IOException, InterruptedException {
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path path : folders.filter(Files::isDirectory).toList()) {
                KernelFolder left = new KernelFolder(path, path.getFileName().toString());
                try {
                    new Adoption(settings).adopt(left).ifPresent(kernel -> kernels.put(kernel.id(), kernel));
                } catch (IOException | ProblemException e) { // one folder that is broken must not keep the others away
                    LOG.log(Level.WARNING, "The kernel in " + path + " cannot be taken over", e);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.spares()
                .endLeftOver(
                        settings.warm().folder(),
                        all().stream()
                                .flatMap(kernel -> kernel.process().stream())
                                .toList());
        all().stream()
                .filter(kernel -> kernel.process().isPresent())
                .forEach(kernel -> settings.spares().use(kernel.model().name()));
    }

    private Kernel create(String id, LaunchRequest request) {
        try {
            KernelFolder kernelFolder = KernelFolder.create(folder, id);
            return open(kernelFolder, request, settings);
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for kernel " + id, e);
        }
    }

    static Kernel open(KernelFolder folder, LaunchRequest request, KernelSettings settings) throws IOException {
        Journal journal = Journal.open(folder.journal(), settings.journalBytes());
        SessionTable sessions = new SessionTable(folder.sessions(), Clock.systemUTC(), journal.last());
        return new Kernel(request, folder, settings, journal, sessions);
    }

    private void end(Kernel kernel, Duration grace, LastWords words) throws InterruptedException {
        kernel.end(grace, words);
        kernels.remove(kernel.id(), kernel);
        try {
            kernel.folder().delete();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The folder of kernel " + kernel.id() + " cannot be deleted", e);
        }
    }
}
