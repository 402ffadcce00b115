package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.atelier.gateway.identity.Secrets;
import dev.atelier.gateway.provider.Place;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;

/** The networks of instances: one for a person's containers, in which they don't reach each other. */
final class Networks {
    private static final System.Logger LOG = System.getLogger(Networks.class.getName());
    private static final int OWNER_LETTERS = 8;

    private final Engine engine;
    private final Labels labels;

    Networks(Engine engine, Labels labels) {
        this.engine = engine;
        this.labels = labels;
    }

    String name(Place place) {
        return "atelier-" + labels.gateway() + "-"
                + Secrets.hash(place.owner()).replaceAll("[^A-Za-z0-9]", "").substring(0, OWNER_LETTERS);
    }

    /** Of what nobody has asked for yet. */
    String spares() {
        return "atelier-" + labels.gateway() + ".spare";
    }

    void ensure(String name) throws IOException, InterruptedException {
        engine.ask(client -> {
            try {
                return client.inspectNetworkCmd().withNetworkId(name).exec().getId();
            } catch (NotFoundException e) {
                return client.createNetworkCmd()
                        .withName(name)
                        .withDriver("bridge")
                        .withOptions(Map.of("com.docker.network.bridge.enable_icc", "false"))
                        .withLabels(labels.own())
                        .exec()
                        .getId();
            }
        });
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

    /** The last container that leaves turns off the light. */
    void removeUnused(String name) throws IOException, InterruptedException {
        engine.ask(client -> {
            try {
                return client.removeNetworkCmd(name).exec();
            } catch (DockerException e) {
                LOG.log(Level.DEBUG, () -> "the network stays: " + Engine.reason(e));
                return null;
            }
        });
    }
}
