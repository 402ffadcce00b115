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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

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

    /** The same, for a cache that nobody sends at that moment. */
    private static final String ALL_SENT = """
            [ -d "$0/vfsMeta" ] || exit 0
            grep -rqsE '"Dirty": *true' "$0/vfsMeta"
            [ $? = 1 ] || exit 50
            """;

    private static final int NEVER = -1;

    private final EngineHost host;
    private final DatastoreHelpers helpers;
    private final DatastoreHelpers.Ownership ownership;
    /** By generation, as all here: one that was given up may have a successor of its name. */
    private final Map<Long, Mounted> mounted = new ConcurrentHashMap<>();

    private final Map<Long, String> lacks = new ConcurrentHashMap<>();
    private final Set<Long> sent = ConcurrentHashMap.newKeySet();
    private final Map<Long, ReentrantLock> turns = new ConcurrentHashMap<>();
    private final AtomicInteger moves = new AtomicInteger();

    ShareMounts(EngineHost host, DatastoreHelpers helpers, DatastoreHelpers.Ownership ownership) {
        this.host = host;
        this.helpers = helpers;
        this.ownership = ownership;
        host.onShareMoved(moves::incrementAndGet);
    }

    /** @param moves of the share's port before it was mounted; another number means that it leads nowhere */
    private record Mounted(Place place, String image, int moves) {}

    /** An image that is there, with its toolbox. */
    @FunctionalInterface
    interface Image {
        String ready() throws IOException, InterruptedException;
    }

    @FunctionalInterface
    private interface Step<T> {
        T take() throws IOException, InterruptedException;
    }

    /** Whoever mounts, and whoever unmounts: for one instance one at a time, or they would end each other's helpers. */
    private <T> T inTurn(Place place, Step<T> step) throws IOException, InterruptedException {
        ReentrantLock turn = turns.computeIfAbsent(place.generation(), _ -> new ReentrantLock());
        turn.lockInterruptibly();
        try {
            return step.take();
        } finally {
            turn.unlock();
        }
    }

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
        inTurn(place, () -> mounted(place, image));
    }

    private Mounted mounted(Place place, String image) throws IOException, InterruptedException {
        int before = moves.get();
        sent.remove(place.generation());
        EngineHost.ShareWay way = host.share();
        if (!helpers.hasFile(place, SharePlan.MOUNT, "/" + SharePlan.mark(way))) {
            helpers.giveUp(place, SharePlan.MOUNT); // it leads to a port that is the share's no more
        }
        helpers.mount(place, image, SharePlan.MOUNT, SharePlan.of(way, ownership.owner()));
        Mounted now = new Mounted(place, image, before);
        mounted.put(place.generation(), now);
        lacks.remove(place.generation());
        return now;
    }

    /** The same for an instance that runs, and goes on running where it can't be done. */
    void keep(Place place, String image) throws IOException, InterruptedException {
        inTurn(place, () -> {
            mounted.putIfAbsent(place.generation(), new Mounted(place, image, NEVER));
            return tryToMount(place, image);
        });
    }

    private boolean tryToMount(Place place, String image) throws IOException, InterruptedException {
        try {
            mounted(place, image);
            return true;
        } catch (ProviderUnreachable e) {
            throw e;
        } catch (IOException | ProblemException e) {
            String why = String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
            if (!why.equals(lacks.put(place.generation(), why))) {
                LOG.log(Level.WARNING, () -> place.name() + " does not have the share: " + why);
            }
            return false;
        }
    }

    /**
     * Mounts it again in the instances that have lost it: somebody ended their helper, or the share has come to have another port
     * there. One whose mount fails goes on without the share, its files answer with errors, and its remark says why.
     *
     * @return whether all have it
     */
    boolean keepAll() throws IOException, InterruptedException {
        Set<String> running = helpers.running(SharePlan.MOUNT);
        boolean all = true;
        for (Mounted each : List.copyOf(mounted.values())) {
            if (each.moves() != moves.get()
                    || !running.contains(helpers.containerName(each.place(), SharePlan.MOUNT))) {
                all &= mountAgain(each.place());
            }
        }
        return all;
    }

    /** It may have been stopped or removed since somebody looked. */
    private boolean mountAgain(Place place) throws IOException, InterruptedException {
        return inTurn(place, () -> {
            Optional<Mounted> now = Optional.ofNullable(mounted.get(place.generation()));
            return now.isEmpty()
                    || tryToMount(now.orElseThrow().place(), now.orElseThrow().image());
        });
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

    /** When all has come. A helper that somebody ended has nothing to wait for: its cache stays for the next one. */
    void unmount(Place place, Duration patience) throws IOException, InterruptedException {
        inTurn(place, () -> {
            if (helpers.runs(place, SharePlan.MOUNT)) {
                settle(place, patience);
            }
            helpers.unmount(place, SharePlan.MOUNT);
            return mounted.remove(place.generation());
        });
    }

    private void settle(Place place, Duration patience) throws IOException, InterruptedException {
        if (!written(place, patience)) {
            throw Problem.of(
                            504,
                            "not-written",
                            "What was written in " + place.name() + " has not come to the share within "
                                    + patience.toSeconds() + " s.",
                            "Look whether the share has room, then do it again. Deleting with --force gives up what has not come.")
                    .asException();
        }
        sent.add(place.generation());
    }

    /**
     * Before the volume of its mounts goes, and the cache with it: what a helper that somebody ended had not sent yet is sent now.
     *
     * @param any an image for a look into the cache
     * @param image for the helper that sends it
     */
    void forget(Place place, String any, Image image, Duration patience) throws IOException, InterruptedException {
        inTurn(place, () -> {
            if (!sent.contains(place.generation()) && mustSend(place, any)) {
                mounted(place, image.ready());
                settle(place, patience);
            }
            sent.remove(place.generation());
            lacks.remove(place.generation());
            return mounted.remove(place.generation());
        });
    }

    /** Waits for nobody, since the engine's computer may be away: who is mounting it there makes what is removed with the rest. */
    void giveUp(Place place) {
        sent.remove(place.generation());
        lacks.remove(place.generation());
        mounted.remove(place.generation());
    }

    private boolean mustSend(Place place, String image) throws IOException, InterruptedException {
        return helpers.runs(place, SharePlan.MOUNT)
                || helpers.look(place, SharePlan.MOUNT, image, List.of("sh", "-c", ALL_SENT, SharePlan.CACHE)) != 0;
    }
}
