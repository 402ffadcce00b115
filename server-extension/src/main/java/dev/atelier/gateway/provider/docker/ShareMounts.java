package dev.atelier.gateway.provider.docker;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.atelier.gateway.provider.ssh.EngineHost;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The share in instances of an engine to which it is served: mounted before the agent starts, unmounted after it has ended. */
final class ShareMounts {
    private static final System.Logger LOG = System.getLogger(ShareMounts.class.getName());
    /** One command of an engine is given half a minute. */
    private static final Duration TURN = Duration.ofSeconds(10);

    /** Ends with 50 where something has not gone to the share by then. The cache says so of each file. */
    private static final String WRITTEN = """
            waited=0
            while grep -rqsE '"Dirty": *true' "$0/vfsMeta"; do
                waited=$((waited + 1))
                [ "$waited" -le "$(($1 * 10))" ] || exit 50
                sleep 0.1
            done
            """;

    private final EngineHost host;
    private final DatastoreHelpers helpers;
    private final DatastoreHelpers.Ownership ownership;
    /** By generation, as all here: one that was given up may have a successor of its name. */
    private final Map<Long, Mounted> mounted = new ConcurrentHashMap<>();

    private final Map<Long, String> lacks = new ConcurrentHashMap<>();

    ShareMounts(EngineHost host, DatastoreHelpers helpers, DatastoreHelpers.Ownership ownership) {
        this.host = host;
        this.helpers = helpers;
        this.ownership = ownership;
        host.onShareMoved(this::mountAgain);
    }

    private record Mounted(Place place, String image) {}

    /** Why the instance's files are not the share's, as a sentence; empty where they are. */
    Optional<String> lack(Place place) {
        return Optional.ofNullable(lacks.get(place.generation()));
    }

    /**
     * Mounts it, or finds it mounted.
     *
     * @param image for the helper
     */
    void mount(Place place, String image) throws IOException, InterruptedException {
        EngineHost.ShareWay way = host.share();
        if (!helpers.hasFile(place, SharePlan.MOUNT, "/" + SharePlan.mark(way))) {
            helpers.giveUp(place, SharePlan.MOUNT); // it leads to a port that is the share's no more
        }
        helpers.mount(place, image, SharePlan.MOUNT, SharePlan.of(way, ownership.owner()));
        mounted.put(place.generation(), new Mounted(place, image));
        lacks.remove(place.generation());
    }

    /** The same for an instance that runs, and goes on running where it can't be done. */
    void keep(Place place, String image) throws IOException, InterruptedException {
        try {
            mount(place, image);
        } catch (ProviderUnreachable e) {
            throw e;
        } catch (IOException | ProblemException e) {
            String why = String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
            lacks.put(place.generation(), why);
            LOG.log(Level.WARNING, () -> place.name() + " does not have the share: " + why);
        }
    }

    /** The border: an instance goes on without the share, whose files answer with errors until the next look. */
    private void mountAgain() {
        for (Mounted each : mounted.values()) {
            try {
                keep(each.place(), each.image());
            } catch (IOException | RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        () -> each.place().name() + ": the share could not be mounted again: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits for what was written there, which comes a moment later; says whether all has come. */
    boolean written(Place place, Duration patience) throws IOException, InterruptedException {
        List<String> words = List.of(
                "sh", "-c", WRITTEN, SharePlan.CACHE, String.valueOf(Math.min(patience.toSeconds(), TURN.toSeconds())));
        for (Duration left = patience; left.isPositive(); left = left.minus(TURN)) {
            if (helpers.execute(place, SharePlan.MOUNT, words) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Before it is unmounted. A helper that somebody ended has nothing to wait for: its cache stays for the next one. */
    void settle(Place place, Duration patience) throws IOException, InterruptedException {
        mounted.remove(place.generation());
        if (helpers.runs(place, SharePlan.MOUNT) && !written(place, patience)) {
            throw Problem.of(
                            504,
                            "not-written",
                            "What was written in " + place.name() + " has not come to the share within "
                                    + patience.toSeconds() + " s.",
                            "Look whether the share has room, then do it again.")
                    .asException();
        }
    }

    void forget(Place place) {
        mounted.remove(place.generation());
        lacks.remove(place.generation());
    }
}
