package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;

/**
 * Removes what served an earlier gateway for a moment: containers that looked into an image or filled the toolbox when it was
 * killed. What belongs to an instance is never taken for a leftover here, since the store may be an older copy; it goes with
 * its instance, which is in the store until all of it is gone.
 */
final class Sweeper {
    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

    private final Engine engine;
    private final Containers containers;
    private final Labels labels;

    Sweeper(Engine engine, Containers containers, Labels labels) {
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
    }

    /** @param began when this gateway did: what is younger may be its own */
    void sweep(Instant began) throws IOException, InterruptedException {
        List<Container> own = engine.ask(client -> client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(labels.own())
                .exec());
        for (Container container : own) {
            boolean serves = Labels.read(container.getLabels(), Labels.NAME).isEmpty()
                    && Labels.read(container.getLabels(), Labels.SPARE).isEmpty();
            if (serves && Instant.ofEpochSecond(container.getCreated()).isBefore(began)) {
                LOG.log(Level.INFO, () -> "an earlier gateway left the container " + container.getId());
                containers.remove(container.getId());
            }
        }
    }
}
