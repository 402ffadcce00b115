package dev.atelier.gateway.compute;

import dev.atelier.gateway.compute.GivenUpStore.GivenUp;
import dev.atelier.gateway.provider.Generations;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Instances whose owners want them gone, and which can't be reached: they are given up, and what is left of them is removed as soon
 * as it can be. Name and quota are free at once, since nothing is made meanwhile where nobody answers; GPUs are free when their
 * container is gone, since until then it may use them. Called by the reconciler, on the thread of the instance's name.
 */
final class Remnants {
    private static final System.Logger LOG = System.getLogger(Remnants.class.getName());

    private final InstanceStore store;
    private final Providers providers;

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
        if (!(providers.named(instance.provider()) instanceof Generations generations)) {
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

    /** The border: what can't be removed now is removed later. */
    void remove(String name) throws InterruptedException {
        for (GivenUp each : store.givenUp().named(name)) {
            Provider provider = providers.named(each.provider());
            if (provider instanceof Generations generations) {
                try {
                    generations.removeGivenUp(each.place());
                    String words =
                            "Removed what was left of " + name + ": " + generations.elsewhere(each.place()) + ".";
                    store.givenUp().removed(each, words);
                    LOG.log(Level.INFO, words);
                } catch (ProviderUnreachable e) {
                    LOG.log(Level.DEBUG, () -> name + ": what is left of it can't be reached yet: " + e.getMessage());
                } catch (IOException | RuntimeException e) {
                    LOG.log(Level.WARNING, () -> name + ": what is left of it can't be removed yet", e);
                }
            }
        }
    }
}
