package dev.atelier.gateway.provider.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import dev.atelier.gateway.provider.Leftovers;
import dev.atelier.gateway.provider.Place;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds what an engine has of this gateway's and no instance needs. */
final class Sweeper {
    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

    private final Engine engine;
    private final Containers containers;
    private final Labels labels;
    private final DatastoreHelpers helpers;
    private final Networks networks;

    Sweeper(Engine engine, Containers containers, Labels labels, DatastoreHelpers helpers, Networks networks) {
        this.engine = engine;
        this.containers = containers;
        this.labels = labels;
        this.helpers = helpers;
        this.networks = networks;
    }

    /** All that is this gateway's, as it was listed. */
    private record Found(List<Container> containers, List<InspectVolumeResponse> volumes, List<Network> networks) {}

    /** @param began when this gateway did: what serves for a moment and is older was an earlier one's */
    void sweep(Instant began, Leftovers.Known known) throws IOException, InterruptedException {
        Found found = list();
        Collection<Place> places = known.places();
        Set<String> alive = places.stream().map(labels::of).map(Labels::key).collect(Collectors.toSet());
        Predicate<Map<String, String>> isLeftOver =
                of -> !alive.contains(Labels.key(of)) && isEarlier(of, known.newestGeneration());
        for (Container container : found.containers()) {
            boolean serves = !container.getLabels().containsKey(Labels.NAME);
            boolean old = Instant.ofEpochSecond(container.getCreated()).isBefore(began);
            if (serves ? old : isLeftOver.test(container.getLabels())) {
                say("container", container.getNames()[0]);
                helpers.end(container);
            }
        }
        for (InspectVolumeResponse volume : found.volumes()) {
            if (volume.getLabels().containsKey(Labels.NAME) && isLeftOver.test(volume.getLabels())) {
                say("volume", volume.getName());
                containers.removeVolume(volume.getName());
            }
        }
        Set<String> used = places.stream().map(networks::name).collect(Collectors.toSet());
        for (Network network : found.networks()) {
            if (!used.contains(network.getName())) {
                networks.removeUnused(network.getName());
            }
        }
    }

    private static boolean isEarlier(Map<String, String> of, long newest) {
        boolean earlier = Long.parseLong(of.get(Labels.GENERATION)) <= newest;
        if (!earlier) {
            LOG.log(
                    Level.WARNING,
                    () -> "the engine has things of “" + of.get(Labels.NAME) + "”, generation "
                            + of.get(Labels.GENERATION)
                            + ", which this gateway's store does not know; they are left alone");
        }
        return earlier;
    }

    private Found list() throws IOException, InterruptedException {
        Map<String, String> own = labels.own();
        return engine.ask(client -> new Found(
                client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(own)
                        .exec(),
                client.listVolumesCmd()
                        .withFilter("label", Labels.filters(own))
                        .exec()
                        .getVolumes(),
                client.listNetworksCmd()
                        .withFilter("label", Labels.filters(own))
                        .exec()));
    }

    private static void say(String what, String name) {
        LOG.log(Level.INFO, () -> "no instance has the " + what + " " + name + "; it is removed");
    }
}
