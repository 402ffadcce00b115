package dev.atelier.gateway.compute;

import dev.atelier.gateway.compute.GivenUpStore.GivenUp;
import dev.atelier.gateway.provider.Generations;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;

/**
 * Instances whose owners want them gone, and which can't be reached: they are given up, and what is left of them is removed as soon
 * as it can be. Name and quota are free at once, since nothing is made meanwhile where nobody answers; GPUs are free when their
 * container is gone, since until then it may use them.
 *
 * <p>Threads: one virtual thread for a provider with something to remove. One that is silent holds up neither another one's, nor the
 * next instance of a name: what is removed is of one generation, and no other's.
 */
final class Remnants {
    private static final System.Logger LOG = System.getLogger(Remnants.class.getName());

    private final InstanceStore store;
    private final Providers providers;
    private final Workers workers = new Workers("remnants", this::tryToRemove);

    Remnants(InstanceStore store, Providers providers) {
        this.store = store;
        this.providers = providers;
    }

    /** The names for which something is to be done. */
    List<String> names() {
        return store.givenUp().all().stream()
                .map(each -> each.place().name())
                .distinct()
                .toList();
    }

    /**
     * Gives an instance up.
     *
     * @param why it could not be deleted
     * @return whether it is; what is all on this computer can't be out of reach, and is not
     */
    boolean giveUp(InstanceRecord instance, String why) {
        if (!(providers.behind(instance) instanceof Generations generations)) {
            return false;
        }
        try {
            generations.giveUp(instance.place());
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> instance.name() + ": what is here of it stays: " + e.getMessage());
        }
        String words = sentence(why) + " Given up; " + generations.elsewhere(instance.place())
                + " is removed as soon as it can be reached.";
        LOG.log(Level.WARNING, () -> instance.name() + ": " + words);
        store.giveUp(instance, words);
        return true;
    }

    private static String sentence(String why) {
        return why.endsWith(".") ? why : why + ".";
    }

    /** What is left of this name is to be removed, where it can be; waits for nobody. */
    void wake(String name) {
        store.givenUp().named(name).stream().map(GivenUp::provider).distinct().forEach(workers::wake);
    }

    /** Whether nobody tries to remove anything just now. */
    boolean isIdle() {
        return workers.isIdle();
    }

    /** The border to the store: what can't be read now is looked at again with the next wake. */
    private void tryToRemove(String provider) {
        try {
            for (GivenUp each : store.givenUp().all()) {
                if (each.provider().equals(provider)) {
                    remove(each);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> provider + ": what is left there can't be read", e);
        }
    }

    /** The border: what can't be removed now is removed later, and nothing else waits for it. */
    private void remove(GivenUp leftover) throws InterruptedException {
        String name = leftover.place().name();
        try {
            if (providers.behind(leftover) instanceof Generations generations) {
                generations.removeGivenUp(leftover.place());
                String words =
                        "Removed what was left of " + name + ": " + generations.elsewhere(leftover.place()) + ".";
                store.givenUp().removed(leftover, words);
                LOG.log(Level.INFO, words);
            }
        } catch (ProviderUnreachable e) {
            LOG.log(Level.DEBUG, () -> name + ": what is left of it can't be reached yet: " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> name + ": what is left of it can't be removed yet", e);
        }
    }

    /** Tells what is under way to end, which the next start takes up. */
    void end() {
        workers.end();
    }

    void awaitEnd(Instant deadline) throws InterruptedException {
        workers.awaitEnd(deadline);
    }
}
