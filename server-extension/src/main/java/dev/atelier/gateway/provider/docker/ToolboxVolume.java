package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.atelier.api.Problem;
import dev.atelier.gateway.provider.toolbox.Tar;
import dev.atelier.gateway.provider.toolbox.Toolbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What Atelier brings to every container, as one volume that they all have read-only: a Java runtime, the agent, the Java
 * kernel, and caches made on that very runtime. Made once for each version of these; an unfinished one is finished.
 */
final class ToolboxVolume {
    private static final System.Logger LOG = System.getLogger(ToolboxVolume.class.getName());
    private static final String PREFIX = "atelier-toolbox-";
    private static final int PIPE = 1 << 16;
    private static final long PATIENCE_SECONDS = 180;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final long PAUSE_MILLIS = 50;
    private static final String MARK = ContainerPaths.TOOLBOX + "/complete";

    private final Engine engine;
    private final Containers containers;
    private final Labels labels;
    private final Toolbox toolbox;
    private final ReentrantLock making = new ReentrantLock();
    private boolean complete;

    ToolboxVolume(Engine engine, Containers containers, Labels labels, Toolbox toolbox) {
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
        this.toolbox = toolbox;
    }

    /** Of all gateways with these programs on this engine: it holds nothing of anybody's. */
    String name() {
        return PREFIX + toolbox.version();
    }

    /**
     * Makes sure that the volume is there and whole.
     *
     * @param image any image with a shell
     */
    void ensure(String image, Consumer<String> progress) throws IOException, InterruptedException {
        making.lockInterruptibly();
        try {
            if (!complete || !containers.hasVolume(name())) {
                make(image, progress);
                removeOthers();
                complete = true;
            }
        } finally {
            making.unlock();
        }
    }

    /** Those of this gateway's earlier builds; the engine keeps what containers still use. */
    private void removeOthers() throws IOException, InterruptedException {
        engine.ask(client -> {
            for (var volume : client.listVolumesCmd()
                    .withFilter("label", List.of(Labels.GATEWAY + "=" + labels.gateway()))
                    .exec()
                    .getVolumes()) {
                if (volume.getName().startsWith(PREFIX) && !volume.getName().equals(name())) {
                    removeUnused(client, volume.getName());
                }
            }
            return null;
        });
    }

    private static void removeUnused(DockerClient client, String volume) {
        try {
            client.removeVolumeCmd(volume).exec();
        } catch (ConflictException e) {
            LOG.log(Level.DEBUG, () -> volume + " is still used");
        }
    }

    /** @throws dev.atelier.api.ProblemException {@code no-fuse}, where this computer had no rclone to bring along */
    void requireRclone() {
        toolbox.requireRclone();
    }

    private void make(String image, Consumer<String> progress) throws IOException, InterruptedException {
        String builder = builder(image, progress);
        try {
            if (containers.hasFile(builder, MARK)) {
                return;
            }
            Tar.Content contents = toolbox.contents(ContainerPaths.TOOLBOX, progress);
            progress.accept("bringing the toolbox (once)");
            copy(builder, contents);
            progress.accept("preparing the Java kernel (once)");
            finish(builder);
        } finally {
            containers.remove(builder);
        }
    }

    /**
     * The container that fills the volume. There is one in the whole engine: gateways that begin together must not fill it
     * together. From then on it is meant by its id, since the name may come to be another's.
     */
    private String builder(String image, Consumer<String> progress) throws IOException, InterruptedException {
        Optional<String> made = createBuilder(image);
        while (made.isEmpty()) {
            Optional<InspectContainerResponse> there = containers.inspect(name() + "-maker");
            if (there.filter(this::isLeftOver).isPresent()) {
                containers.remove(there.orElseThrow().getId());
            } else {
                progress.accept("waiting for another gateway, which brings the toolbox");
            }
            Thread.sleep(PAUSE_MILLIS);
            made = createBuilder(image);
        }
        return made.orElseThrow();
    }

    /** Of this gateway before it was killed here, or of another one that will not come to an end. */
    private boolean isLeftOver(InspectContainerResponse builder) {
        return labels.gateway().equals(builder.getConfig().getLabels().get(Labels.GATEWAY))
                || Instant.parse(builder.getCreated()).isBefore(Instant.now().minus(LONGEST));
    }

    /** Its id; empty where there is one of that name. */
    private Optional<String> createBuilder(String image) throws IOException, InterruptedException {
        String prepare = Toolbox.prepare();
        return engine.ask(client -> {
            client.createVolumeCmd().withName(name()).withLabels(labels.own()).exec();
            try {
                return Optional.of(client.createContainerCmd(image)
                        .withName(name() + "-maker")
                        .withLabels(Labels.whole(labels.own()))
                        .withUser("0:0")
                        .withEntrypoint("sh", "-c", prepare, "prepare.sh", ContainerPaths.TOOLBOX.toString())
                        .withCmd(List.of())
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withBinds(new Bind(name(), new Volume(ContainerPaths.TOOLBOX.toString()))))
                        .exec()
                        .getId());
            } catch (ConflictException e) {
                return Optional.empty();
            }
        });
    }

    private static String script(String name) throws IOException {
        try (InputStream in = ToolboxVolume.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void copy(String builder, Tar.Content contents) throws IOException, InterruptedException {
        String supervisor = script("instance.sh");
        String mount = script("datastore.sh");
        try (PipedInputStream in = new PipedInputStream(PIPE)) {
            PipedOutputStream out = new PipedOutputStream(in);
            // The engine reads what this thread writes; where it fails, the engine meets the end of a torn archive.
            Thread.ofVirtual().name("toolbox-tar").start(() -> {
                try (out;
                        Tar tar = new Tar(out, 0, 0)) {
                    contents.write(tar);
                    tar.file("bin/instance", 0755, supervisor);
                    tar.file("bin/datastore", 0755, mount);
                } catch (IOException e) {
                    LOG.log(Level.WARNING, "the toolbox could not be packed", e);
                }
            });
            engine.ask(client -> client.copyArchiveToContainerCmd(builder)
                    .withRemotePath(ContainerPaths.TOOLBOX.toString())
                    .withTarInputStream(in)
                    .exec());
        }
    }

    private void finish(String builder) throws IOException, InterruptedException {
        if (containers.run(builder, PATIENCE_SECONDS) != 0) {
            throw Problem.of(
                            500,
                            "no-toolbox",
                            "The toolbox of containers could not be prepared: " + containers.output(builder, 1),
                            "The image must be one for this computer's processor, with glibc.")
                    .asException();
        }
    }
}
