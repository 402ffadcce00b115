package dev.atelier.gateway.provider.ssh;

import dev.atelier.api.Gpu;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Size;
import dev.atelier.api.SshHost;
import dev.atelier.api.SshKey;
import dev.atelier.gateway.identity.Secrets;
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
import dev.atelier.gateway.provider.WritesLater;
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
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.schmizz.sshj.connection.channel.OpenFailException;

/** Instances that are hosts which people own. */
public final class SshProvider implements Provider, AttachedHosts, GpuAware, Remarks, WritesLater, AutoCloseable {
    public static final String NAME = "ssh";

    private static final System.Logger LOG = System.getLogger(SshProvider.class.getName());
    private static final Duration WRITTEN = Duration.ofSeconds(10);

    private final PlaceFiles files;
    private final String gateway;
    private final OwnerKeys keys;
    private final HostToolbox toolbox;
    private final Preparation preparation;
    private final Ways ways;
    private final int spareKernels;
    private final HttpClient http;

    /** @param networks where hosts may be whenever one is dialled */
    public SshProvider(Path home, Path share, Programs programs, Supplier<AllowedNetworks> networks, HttpClient http)
            throws IOException {
        this.files = new PlaceFiles(home.resolve("instances"));
        this.gateway = GatewayId.of(home);
        this.keys = new OwnerKeys(home.resolve("ssh"));
        this.toolbox = new HostToolbox(new Toolbox(programs));
        this.preparation = new Preparation(gateway, toolbox);
        this.ways = new Ways(gateway, toolbox.version(), files, keys, new Dialling(networks), share);
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
                        "A host of your own as it is: see compute attach. It is shared with what else runs there.")
                .withFamily(Size.ATTACHED));
    }

    @Override
    public SshKey key(String owner) throws IOException {
        return keys.shown(owner);
    }

    @Override
    public void check(Place place) throws IOException, InterruptedException {
        try (HostConnection connection = ways.connection(place)) {
            Preparation.look(connection, PlaceFiles.host(place));
        }
    }

    @Override
    public void prepare(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        SshHost host = PlaceFiles.host(place);
        HostConnection connection = ways.to(place).host();
        progress.accept("looking at the host " + host);
        HostFacts facts = Preparation.look(connection, host);
        PrivateFiles.folder(files.instances());
        PrivateFiles.folder(files.folder(place));
        PrivateFiles.write(files.facts(place), Json.write(facts));
        preparation.furnish(connection, host, facts, PlaceFiles.key(place), progress);
    }

    @Override
    public AgentAddress start(Place place, Consumer<String> progress) throws IOException, InterruptedException {
        Optional<AgentAddress> running = find(place);
        if (running.isPresent()) {
            return running.orElseThrow();
        }
        prepare(place, progress);
        Reached way = ways.to(place);
        progress.accept("mounting the share");
        way.share().mount(way.host());
        progress.accept("starting its agent");
        // Another one each time: whoever has got the port of the agent before has been told the one of that time.
        AgentSetup setup = paths(place).setup(place.name(), Secrets.draw(), spareKernels);
        PrivateFiles.write(files.config(place), Json.write(setup));
        int port = way.agents().start(place.name(), toolbox.version(), setup);
        requireForwarding(PlaceFiles.host(place), way, port);
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

    private HostPaths paths(Place place) throws IOException {
        HostFacts facts = HostFacts.read(Files.readString(files.facts(place)));
        return HostPaths.of(facts, gateway, PlaceFiles.key(place), toolbox.version());
    }

    @Override
    public List<Gpu> gpus(Place place) {
        try {
            return files.wasPrepared(place) ? paths(place).facts().gpus() : List.of();
        } catch (IOException | ProblemException e) { // of a computer that lost its power, half of it
            LOG.log(Level.INFO, () -> files.facts(place) + " can't be read: " + e.getMessage());
            return List.of();
        }
    }

    @Override
    public Optional<AgentAddress> find(Place place) throws IOException, InterruptedException {
        if (!files.wasStarted(place)) {
            return Optional.empty();
        }
        Reached way = ways.to(place);
        Optional<Integer> port = way.agents().port();
        if (port.isEmpty()) {
            way.tunnel().leadNowhere(); // that port may be somebody else's by now
            return Optional.empty();
        }
        way.tunnel().leadTo(port.orElseThrow());
        AgentAddress address = answering(way, AgentSetup.secret(files.config(place)));
        way.share().mount(way.host()); // rclone may have ended there, or this gateway may have just begun
        return Optional.of(address);
    }

    @Override
    public void stop(Place place) throws IOException, InterruptedException {
        if (files.wasStarted(place)) {
            endAgent(place);
        }
        if (files.wasPrepared(place)) { // a start that was cut short has mounted it too
            Reached way = ways.to(place);
            way.share().unmount(way.host()); // only now: its kernels and jobs had files open there
        }
    }

    /** Without an agent its kernels and jobs may still be there: a new one finds them, and ends them. */
    private void endAgent(Place place) throws IOException, InterruptedException {
        Reached way = ways.to(place);
        if (!way.agents().isThere() && !way.agents().leftSomething()) {
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
        if (files.wasPrepared(place)) {
            preparation.remove(ways.to(place).host(), PlaceFiles.host(place), PlaceFiles.key(place));
        }
        leave(place);
    }

    @Override
    public String forget(Place place) throws IOException {
        leave(place);
        return "~/.atelier/" + gateway + "/" + PlaceFiles.key(place) + " on " + PlaceFiles.host(place);
    }

    @Override
    public Optional<String> remark(Place place) {
        return ways.known(place)
                .flatMap(way -> way.share().lack())
                .map(why -> "Its files are its own and not the share's: " + why + ".");
    }

    @Override
    public void awaitWritten(Place place) throws IOException, InterruptedException {
        Reached way = ways.to(place);
        if (!way.share().written(way.host(), WRITTEN)) {
            LOG.log(Level.INFO, () -> place.name() + " has files still that have not come to the share");
        }
    }

    /** What runs on the hosts runs on. */
    @Override
    public void close() {
        ways.close();
    }

    private void leave(Place place) throws IOException {
        ways.leave(place);
        PrivateFiles.removeTree(files.folder(place));
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
