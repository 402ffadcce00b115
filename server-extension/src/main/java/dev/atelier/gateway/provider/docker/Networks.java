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

    void ensure(Place place) throws IOException, InterruptedException {
        String name = name(place);
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

    /** The last container that leaves turns off the light. */
    void removeUnused(Place place) throws IOException, InterruptedException {
        engine.ask(client -> {
            try {
                return client.removeNetworkCmd(name(place)).exec();
            } catch (DockerException e) {
                LOG.log(Level.DEBUG, () -> "the network stays: " + Engine.reason(e));
                return null;
            }
        });
    }
}
