package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.provider.Place;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * The networks of instances: one for a person's containers, in which they don't reach each other, nor the engine's computer.
 * The engine itself keeps one network from another.
 */
final class Networks {
    private static final System.Logger LOG = System.getLogger(Networks.class.getName());
    private static final int OWNER_LETTERS = 8;
    private static final int BRIDGE_LETTERS = 12;
    private static final String BRIDGE_NAME = "com.docker.network.bridge.name";

    private final Engine engine;
    private final Labels labels;
    private final Fence fence;
    /** A network is in use while a container starts in it, which the engine sees too late. */
    private final ReadWriteLock using = new ReentrantReadWriteLock();

    private final ReentrantLock closing = new ReentrantLock();

    Networks(Engine engine, Labels labels, Fence fence) {
        this.engine = engine;
        this.labels = labels;
        this.fence = fence;
    }

    /** What needs a network. */
    @FunctionalInterface
    interface Step {
        void take() throws IOException, InterruptedException;
    }

    String name(Place place) {
        return "atelier-" + labels.gateway() + "-"
                + Secrets.hash(place.owner()).replaceAll("[^A-Za-z0-9]", "").substring(0, OWNER_LETTERS);
    }

    /** Of what nobody has asked for yet. */
    String spares() {
        return "atelier-" + labels.gateway() + ".spare";
    }

    private String ensure(String name) throws IOException, InterruptedException {
        String id = engine.ask(client -> {
            try {
                return client.inspectNetworkCmd().withNetworkId(name).exec().getId();
            } catch (NotFoundException e) {
                return create(client, name);
            }
        });
        closeOff();
        return id;
    }

    private String create(DockerClient client, String name) {
        try {
            return client.createNetworkCmd()
                    .withName(name)
                    .withDriver("bridge")
                    .withCheckDuplicate(true)
                    .withOptions(Map.of("com.docker.network.bridge.enable_icc", "false"))
                    .withLabels(labels.own())
                    .exec()
                    .getId();
        } catch (ConflictException e) { // made meanwhile, for another instance of the same person
            return client.inspectNetworkCmd().withNetworkId(name).exec().getId();
        }
    }

    /** Takes a step for which the network has to be there, and stay. */
    void in(String name, Step step) throws IOException, InterruptedException {
        using.readLock().lockInterruptibly();
        try {
            ensure(name);
            step.take();
        } finally {
            using.readLock().unlock();
        }
    }

    /** A container that is stopped knows its network by its id, so another one of that name is none to it. */
    void rejoin(InspectContainerResponse stopped, String name) throws IOException, InterruptedException {
        String id = ensure(name);
        ContainerNetwork joined = stopped.getNetworkSettings().getNetworks().get(name);
        if (joined == null || List.of("", id).contains(joined.getNetworkID())) {
            return; // it has not run yet, or nothing has changed
        }
        engine.ask(client -> client.disconnectFromNetworkCmd()
                .withContainerId(stopped.getId())
                .withNetworkId(name)
                .exec());
        engine.ask(client -> client.connectToNetworkCmd()
                .withContainerId(stopped.getId())
                .withNetworkId(name)
                .exec());
    }

    /** Lets a container change networks while it runs; where its ports lead to on this computer changes, too. */
    void move(String container, String from, String to) throws IOException, InterruptedException {
        engine.ask(client -> client.connectToNetworkCmd()
                .withContainerId(container)
                .withNetworkId(to)
                .exec());
        engine.ask(client -> client.disconnectFromNetworkCmd()
                .withContainerId(container)
                .withNetworkId(from)
                .exec());
    }

    /** The last container turns off the light; one that is stopped wants to come back. */
    void removeUnused(String name) throws IOException, InterruptedException {
        using.writeLock().lockInterruptibly();
        try {
            boolean removed = engine.ask(client -> {
                try {
                    List<?> users = client.listContainersCmd()
                            .withShowAll(true)
                            .withNetworkFilter(List.of(name))
                            .exec();
                    if (users.isEmpty()) {
                        client.removeNetworkCmd(name).exec();
                    }
                    return users.isEmpty();
                } catch (DockerException e) {
                    LOG.log(Level.DEBUG, () -> "the network stays: " + Engine.reason(e));
                    return false;
                }
            });
            if (removed) {
                closeOff();
            }
        } finally {
            using.writeLock().unlock();
        }
    }

    /** Those that a killed gateway left without a container, and what the computer has to know of the others. */
    void removeLeftovers(Instant began) throws IOException, InterruptedException {
        for (Network network : own()) {
            if (network.getCreated().toInstant().isBefore(began)) {
                removeUnused(network.getName());
            }
        }
        closeOff();
    }

    private List<Network> own() throws IOException, InterruptedException {
        return engine.ask(client -> client.listNetworksCmd()
                .withFilter("label", Labels.filters(labels.own()))
                .exec());
    }

    private void closeOff() throws IOException, InterruptedException {
        closing.lockInterruptibly();
        try {
            fence.close(own().stream().map(Networks::bridge).collect(Collectors.toSet()));
        } finally {
            closing.unlock();
        }
    }

    /** By the engine's own rule, where nobody has named it. */
    private static String bridge(Network network) {
        return Optional.ofNullable(network.getOptions())
                .map(options -> options.get(BRIDGE_NAME))
                .orElseGet(() -> "br-" + network.getId().substring(0, BRIDGE_LETTERS));
    }
}
