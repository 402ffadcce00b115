package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import dev.atelier.api.Size;
import dev.atelier.gateway.provider.toolbox.Tar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How an instance's container is made, and what it may: no capability, no way to others, its size as its limit. */
final class ContainerMaker {
    private static final long PROCESSES = 4096;

    private final Engine engine;
    private final ContainerShare share;
    private final ToolboxVolume toolbox;
    private final DockerSizes sizes;
    private final ContainerGpus gpus;

    ContainerMaker(Engine engine, ContainerShare share, ToolboxVolume toolbox, DockerSizes sizes, ContainerGpus gpus) {
        this.engine = engine;
        this.share = share;
        this.toolbox = toolbox;
        this.sizes = sizes;
        this.gpus = gpus;
    }

    /**
     * What tells one container from another. Which GPUs it has is among its labels.
     *
     * @param mounts how it sees its datastores
     */
    record Identity(String name, String hostName, Map<String, String> labels, String network, Bind mounts) {}

    void create(Identity identity, Images.Facts image, Size size) throws IOException, InterruptedException {
        ExposedPort port = ExposedPort.tcp(ContainerPaths.AGENT_PORT);
        HostConfig host = HostConfig.newHostConfig()
                .withInit(true)
                .withNetworkMode(identity.network())
                .withPortBindings(new PortBinding(Ports.Binding.bindIp("127.0.0.1"), port))
                .withBinds(binds(identity))
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withNanoCPUs(nanoCpus(size))
                .withMemory(size.memoryBytes())
                .withMemorySwap(size.memoryBytes())
                .withShmSize(sizes.shmBytes(size))
                .withPidsLimit(PROCESSES)
                .withLogConfig(
                        new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "5m", "max-file", "2")));
        gpus.addTo(host, ContainerGpus.named(identity.labels()));
        DatastoreHelpers.Owner owner = owner();
        engine.change(client -> {
            try {
                return client.createContainerCmd(image.id())
                        .withName(identity.name())
                        .withHostName(identity.hostName())
                        .withLabels(Labels.whole(identity.labels()))
                        .withUser(owner.user() + ":" + owner.group())
                        .withWorkingDir(workingDir())
                        .withEnv("HOME=" + ContainerPaths.HOME, "LANG=C.UTF-8")
                        .withExposedPorts(port)
                        .withEntrypoint(ContainerPaths.SUPERVISOR.toString(), ContainerPaths.CONFIG.toString())
                        .withCmd(List.of())
                        .withHostConfig(host)
                        .exec()
                        .getId();
            } catch (ConflictException e) {
                return identity.name(); // made meanwhile, by a start that was cut off
            }
        });
    }

    static long nanoCpus(Size size) {
        return size.cpus() * 1_000_000_000L;
    }

    private List<Bind> binds(Identity identity) {
        Bind tools = new Bind(toolbox.name(), new Volume(ContainerPaths.TOOLBOX.toString()), AccessMode.ro);
        return switch (share) {
            case ContainerShare.Bound(Path folder) ->
                List.of(
                        tools,
                        new Bind(folder.toString(), new Volume(ContainerPaths.SHARE.toString())),
                        identity.mounts());
            case ContainerShare.Served _ -> List.of(tools, identity.mounts());
        };
    }

    /** An engine makes the folder, which must not be where the link to the share comes. */
    private String workingDir() {
        return switch (share) {
            case ContainerShare.Bound _ -> ContainerPaths.SHARE.toString();
            case ContainerShare.Served _ -> "/";
        };
    }

    /** All that {@link #create} takes from elsewhere than the identity. */
    String terms(Images.Facts image, Size size) throws IOException {
        return String.join(
                " ",
                image.id(),
                toolbox.name(),
                share.folder().toString(),
                owner().toString(),
                String.valueOf(size.cpus()),
                String.valueOf(size.memoryBytes()),
                String.valueOf(sizes.shmBytes(size)));
    }

    /** The folders and the configuration that the agent finds; not in the image, nor in its environment. */
    void furnish(String container, String configuration) throws IOException, InterruptedException {
        DatastoreHelpers.Owner owner = owner();
        var archive = Tar.of(owner.user(), owner.group(), tar -> {
            for (Path folder : List.of(ContainerPaths.STATE, ContainerPaths.HOME, ContainerPaths.SCRATCH)) {
                tar.folder(folder.toString().substring(1), 0700);
            }
            tar.file(ContainerPaths.CONFIG.toString().substring(1), 0600, configuration);
            if (share instanceof ContainerShare.Served) {
                tar.link(
                        ContainerPaths.SHARE.toString().substring(1),
                        DatastoreHelpers.point(SharePlan.MOUNT).toString());
            }
        });
        engine.ask(client -> client.copyArchiveToContainerCmd(container)
                .withRemotePath("/")
                .withTarInputStream(archive)
                .withCopyUIDGID(false)
                .exec());
    }

    /** What is made on the share belongs to whom the share belongs to. */
    DatastoreHelpers.Owner owner() throws IOException {
        return new DatastoreHelpers.Owner(
                ((Number) Files.getAttribute(share.folder(), "unix:uid")).longValue(),
                ((Number) Files.getAttribute(share.folder(), "unix:gid")).longValue());
    }
}
