package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Gpu;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Size;
import dev.atelier.api.SshHost;
import dev.atelier.api.SshKey;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.link.AgentUnreachable;
import dev.atelier.gateway.provider.AgentSetup;
import dev.atelier.gateway.provider.AttachedHosts;
import dev.atelier.gateway.provider.GatewayId;
import dev.atelier.gateway.provider.GpuAware;
import dev.atelier.gateway.provider.Inside;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.PrivateFiles;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.Remarks;
import dev.atelier.gateway.provider.toolbox.Programs;
import dev.atelier.gateway.provider.toolbox.Toolbox;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import net.schmizz.sshj.connection.channel.OpenFailException;

/** Instances that are hosts which people own. */
public final class SshProvider implements Provider, AttachedHosts, GpuAware, Remarks, AutoCloseable {
    public static final String NAME = "ssh";

    private static final System.Logger LOG = System.getLogger(SshProvider.class.getName());
    private static final Duration QUICK = Duration.ofSeconds(30);
    private static final Duration PYTHON = Duration.ofMinutes(10);
    private static final Duration REMOVE = Duration.ofMinutes(5);
    private static final int NO_PYTHON = 41;
    private static final int NO_TAR = 42;
    private static final int NO_PIP = 44;
    private static final int NO_IPYKERNEL = 45;
    private static final int STILL_MOUNTED = 46;

    private final Path instances;
    private final String gateway;
    private final OwnerKeys keys;
    private final Dialling dialling;
    private final HostToolbox toolbox;
    private final ShareServer shareServer;
    private final int spareKernels;
    private final HttpClient http;
    private final Map<String, Reached> reached = new ConcurrentHashMap<>();
    /** One at a time brings the toolbox to an account. */
    private final Map<String, ReentrantLock> bringing = new ConcurrentHashMap<>();

    public SshProvider(Path home, Path share, Programs programs, AllowedNetworks networks, HttpClient http)
            throws IOException {
        this.instances = home.resolve("instances");
        this.gateway = GatewayId.of(home);
        this.keys = new OwnerKeys(home.resolve("ssh"));
        this.dialling = new Dialling(networks);
        this.toolbox = new HostToolbox(new Toolbox(programs));
        this.shareServer = new ShareServer(share, home.resolve("ssh/share"));
        this.spareKernels = programs.spareKernels();
        this.http = http;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Size> sizes() {
        return List.of(new Size(
                "host",
                NAME,
                0,
                0,
                0,
                "A host of your own as it is: see compute attach. It is shared with what else runs there."));
    }

    @Override
    public SshKey key(String owner) throws IOException {
        return keys.shown(owner);
    }

    @Override
    public void check(Place place) throws IOException, InterruptedException {
        try (HostConnection connection = connection(place)) {
            probe(connection, host(place)).require(host(place));
        }
    }

    private HostConnection connection(Place place) throws IOException {
        return new HostConnection(place.name(), host(place), keys.of(place.owner()), dialling);
    }

    private Reached reach(Place place) throws IOException {
        Reached known = reached.get(key(place));
        if (known != null && known.host().leadsTo(host(place))) {
            return known;
        }
        if (known != null && reached.remove(key(place), known)) {
            known.close(); // another key of that host is the accepted one now
        }
        HostConnection connection = connection(place);
        HostShare share = new HostShare(
                shareServer,
                List.of(gateway, key(place)),
                toolbox.version(),
                folder(place).resolve("share-port"));
        connection.onArrival(share::arrived);
        Reached made =
                new Reached(connection, new Tunnel(connection), new HostAgents(connection, gateway, key(place)), share);
        Reached first = reached.putIfAbsent(key(place), made);
        if (first != null) {
            made.close();
            return first;
        }
        return made;
    }

    private static SshHost host(Place place) {
        return place.ssh()
                .orElseThrow(() -> Problem.of(
                                400,
                                "no-host",
                                "The provider ssh makes no instances; hosts that are there are attached.",
                                "Type: `compute attach " + place.name() + " --ssh USER@HOST`")
                        .asException());
    }

    /** The name of its folder there: letters, digits and dashes. */
    private static String key(Place place) {
        return place.name().toLowerCase(Locale.ROOT) + "-" + place.generation();
    }

    private Path folder(Place place) {
        return instances.resolve(place.name().toLowerCase(Locale.ROOT));
    }

    private Path config(Place place) {
        return folder(place).resolve("agent-config.json");
    }

    private Path factsFile(Place place) {
        return folder(place).resolve("host.json");
    }

    @Override
    public void prepare(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        SshHost host = host(place);
        Reached way = reach(place);
        progress.accept("looking at the host " + host);
        HostFacts facts = probe(way.host(), host);
        facts.require(host);
        PrivateFiles.folder(instances);
        PrivateFiles.folder(folder(place));
        PrivateFiles.write(factsFile(place), Json.write(facts)); // from now on there may be something of ours
        run(way, HostScript.FURNISH, place, QUICK);
        HostPaths paths = HostPaths.of(facts, gateway, key(place), toolbox.version());
        ReentrantLock lock = bringing.computeIfAbsent(host.toString(), _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            toolbox.ensure(way.host(), gateway, paths, progress);
        } finally {
            lock.unlock();
        }
        progress.accept("making its Python environment");
        requirePython(host, facts, way.host().run(HostScript.PYTHON.text(), List.of(gateway, key(place)), PYTHON));
    }

    private static HostFacts probe(HostConnection connection, SshHost host) throws IOException, InterruptedException {
        HostConnection.Outcome seen = connection.run(HostScript.PROBE.text(), List.of(), QUICK);
        return switch (seen.exitCode()) {
            case 0 -> Json.read(seen.output(), HostFacts.class);
            case NO_PYTHON ->
                throw HostFacts.lacks(
                                host,
                                "The host " + host + " has no python3 on its PATH.",
                                "Install it there; on Debian and Ubuntu: sudo apt install python3 python3-venv")
                        .asException();
            case NO_TAR ->
                throw HostFacts.lacks(
                                host,
                                "The host " + host + " has no tar on its PATH.",
                                "Install it there; on Debian and Ubuntu: sudo apt install tar")
                        .asException();
            default ->
                throw HostFacts.lacks(
                                host,
                                "The host " + host + " could not be looked at (" + seen.exitCode() + "): "
                                        + seen.lastWords(),
                                "Its account needs a POSIX sh, tar and Python 3.")
                        .asException();
        };
    }

    private static void requirePython(SshHost host, HostFacts facts, HostConnection.Outcome made) {
        switch (made.exitCode()) {
            case 0 -> {}
            case NO_PIP ->
                throw HostFacts.lacks(
                                host,
                                "The Python " + facts.version() + " of the host " + host
                                        + " has neither ipykernel nor pip to install it with.",
                                "Type there: sudo apt install python3-venv, or: " + facts.python()
                                        + " -m pip install ipykernel")
                        .asException();
            case NO_IPYKERNEL ->
                throw HostFacts.lacks(
                                host,
                                "ipykernel could not be installed on the host " + host + ": " + made.lastWords(),
                                "Without a way to Python's packages, type there: sudo apt install python3-ipykernel")
                        .asException();
            default ->
                throw HostFacts.lacks(
                                host,
                                "The Python environment could not be made on the host " + host + ": "
                                        + made.lastWords(),
                                "Look at the free space of the home folder there.")
                        .asException();
        }
    }

    private void run(Reached way, HostScript script, Place place, Duration patience)
            throws IOException, InterruptedException {
        HostConnection.Outcome done = way.host().run(script.text(), List.of(gateway, key(place)), patience);
        if (done.exitCode() == STILL_MOUNTED) {
            throw Problem.of(
                            409,
                            "still-mounted",
                            "Something is still mounted in the folder of " + place.name() + " on its host.",
                            "Close what uses it, then delete again.")
                    .asException();
        }
        if (!done.succeeded()) {
            throw Problem.of(
                            500,
                            "host-failed",
                            "On the host " + host(place) + " a step failed: " + done.lastWords(),
                            "Look at the free space of the home folder there.")
                    .asException();
        }
    }

    @Override
    public AgentAddress start(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        Optional<AgentAddress> running = find(place);
        if (running.isPresent()) {
            return running.orElseThrow();
        }
        prepare(place, progress);
        Reached way = reach(place);
        progress.accept("mounting the share");
        way.share().mount(way.host());
        progress.accept("starting its agent");
        AgentSetup setup = setup(place);
        PrivateFiles.write(config(place), Json.write(setup));
        int port = way.agents().start(place.name(), toolbox.version(), setup);
        requireForwarding(host(place), way, port);
        way.tunnel().leadTo(port);
        return answering(way, setup.secret());
    }

    private static void requireForwarding(SshHost host, Reached way, int port)
            throws IOException, InterruptedException {
        try {
            way.host().channel(port).close();
        } catch (OpenFailException e) {
            throw new ProblemException(
                    Problem.of(
                            409,
                            "no-forwarding",
                            "The host " + host + " runs the agent, but its sshd leads nobody to it (" + e.getReason()
                                    + ").",
                            "Allow it in /etc/ssh/sshd_config there: AllowTcpForwarding yes"),
                    e);
        }
    }

    private AgentAddress answering(Reached way, String secret) throws IOException, InterruptedException {
        AgentAddress address = new AgentAddress(way.tunnel().url(), secret);
        new AgentClient(address, http).status();
        return address;
    }

    private AgentSetup setup(Place place) throws IOException {
        HostPaths paths = paths(place);
        Map<String, String> environment = new java.util.HashMap<>(Map.of(
                "ATELIER_MOUNTS", paths.mounts().toString(),
                "ATELIER_SCRATCH", paths.scratch().toString(),
                "VIRTUAL_ENV", paths.environment().toString(),
                "ATELIER_DATA", paths.place().resolve("data").toString()));
        if (!paths.facts().ipython()) { // else its settings are the person's, and stay where they are
            environment.put("IPYTHONDIR", paths.place().resolve("ipython").toString());
        }
        return new AgentSetup(
                place.name(),
                AgentSetup.secret(config(place)),
                "127.0.0.1",
                0,
                paths.state(),
                paths.share(),
                paths.scratch(),
                paths.environment(),
                paths.kernelPath(),
                environment,
                spareKernels,
                Optional.empty());
    }

    private HostPaths paths(Place place) throws IOException {
        HostFacts facts = Json.read(Files.readString(factsFile(place)), HostFacts.class);
        return HostPaths.of(facts, gateway, key(place), toolbox.version());
    }

    @Override
    public List<Gpu> gpus(Place place) {
        try {
            return wasPrepared(place) ? paths(place).facts().gpus() : List.of();
        } catch (IOException | ProblemException e) { // of a computer that lost its power, half of it
            LOG.log(Level.INFO, () -> factsFile(place) + " can't be read: " + e.getMessage());
            return List.of();
        }
    }

    /** Whether something of ours may be there. */
    private boolean wasPrepared(Place place) {
        return Files.exists(factsFile(place));
    }

    @Override
    public Optional<AgentAddress> find(Place place) throws IOException, InterruptedException {
        if (!Files.exists(config(place))) {
            return Optional.empty();
        }
        Reached way = reach(place);
        Optional<Integer> port = way.agents().port();
        if (port.isEmpty()) {
            return Optional.empty();
        }
        way.tunnel().leadTo(port.orElseThrow());
        AgentAddress address = answering(way, AgentSetup.secret(config(place)));
        way.share().mount(way.host()); // rclone may have ended there, or this gateway may have just begun
        return Optional.of(address);
    }

    @Override
    public void stop(Place place) throws IOException, InterruptedException {
        if (Files.exists(config(place))) {
            endAgent(place);
            reach(place).share().unmount(reach(place).host()); // only now: its kernels and jobs had files open there
        }
    }

    /** Without an agent its kernels and jobs may still be there: a new one finds them, and ends them. */
    private void endAgent(Place place) throws IOException, InterruptedException {
        Reached way = reach(place);
        if (way.agents().port().isEmpty() && !way.agents().leftSomething()) {
            return;
        }
        try {
            new AgentClient(startForItsEnd(place, way), http).shutdown();
        } catch (AgentUnreachable e) {
            LOG.log(Level.INFO, () -> "the agent of " + place.name() + " left while being stopped");
        }
        way.agents().awaitEnd(place.name());
    }

    /** One that hangs gives way to a new one, which finds what runs there and ends it. */
    private AgentAddress startForItsEnd(Place place, Reached way) throws IOException, InterruptedException {
        try {
            return start(place, words -> {});
        } catch (AgentUnreachable e) {
            way.agents().kill();
            return start(place, words -> {});
        }
    }

    @Override
    public void remove(Place place) throws IOException, InterruptedException {
        if (wasPrepared(place)) {
            run(reach(place), HostScript.REMOVE, place, REMOVE);
        }
        leave(place);
    }

    @Override
    public String forget(Place place) throws IOException {
        leave(place);
        return "~/.atelier/" + gateway + "/" + key(place) + " on " + host(place);
    }

    @Override
    public Optional<String> remark(Place place) {
        return Optional.ofNullable(reached.get(key(place)))
                .flatMap(way -> way.share().lack())
                .map(why -> "Its files are its own and not the share's: " + why + ".");
    }

    /** What runs on the hosts runs on. */
    @Override
    public void close() {
        shareServer.close();
        for (Reached way : reached.values()) {
            try {
                way.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a way to a host was broken", e);
            }
        }
    }

    private void leave(Place place) throws IOException {
        Reached way = reached.remove(key(place));
        if (way != null) {
            way.close();
        }
        PrivateFiles.removeTree(folder(place));
    }

    @Override
    public Inside inside(Place place) throws IOException {
        try {
            HostPaths paths = paths(place);
            return new Inside(paths.share(), paths.environment().resolve("bin/python"), paths.java());
        } catch (NoSuchFileException e) {
            throw new ProblemException(
                    Problem.of(
                            409,
                            "not-prepared",
                            "The host of " + place.name() + " has not been prepared yet.",
                            "Start it with: `compute start " + place.name() + "`"),
                    e);
        }
    }
}
