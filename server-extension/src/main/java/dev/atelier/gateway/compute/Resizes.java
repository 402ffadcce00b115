package dev.atelier.gateway.compute;

import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.ResizeSpec;
import dev.atelier.api.Size;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.limit.Claim;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.atelier.gateway.provider.Resizable;
import java.io.IOException;
import java.util.Optional;

/**
 * Other sizes for instances, as their owners decide; an owner of the workspace may too. As with Azure ML an instance is stopped
 * then, and has its new size from its next start on.
 */
public final class Resizes {
    private final InstanceStore store;
    private final Providers providers;
    private final Computes computes;
    private final QuotaBook quotas;

    public Resizes(InstanceStore store, Providers providers, Computes computes, QuotaBook quotas) {
        this.store = store;
        this.providers = providers;
        this.computes = computes;
        this.quotas = quotas;
    }

    /**
     * The size that it has already changes nothing.
     *
     * @throws ProblemException {@code not-stopped} (409), {@code quota-exceeded} (409), {@code unknown-size} (400), {@code not-resizable} (409)
     *     where its provider has one size for all, {@code engine-away} (503) where nobody can say whether something would be lost
     */
    public InstanceRecord resize(Principal who, String name, ResizeSpec spec) throws IOException, InterruptedException {
        InstanceRecord instance = computes.require(name);
        computes.requireOwner(who, instance);
        Computes.requireNotLocal(instance.name(), "resized");
        Provider provider = computes.providerOf(instance);
        if (!(provider instanceof Resizable resizable)) {
            throw Problem.of(
                            409,
                            "not-resizable",
                            "The instance “" + instance.name()
                                    + "” has the size of its computer, since its provider is " + provider.name() + ".",
                            "Create another one with --provider docker, with a size from: `compute sizes`")
                    .asException();
        }
        Size size = providers.size(provider, Optional.of(spec.required()));
        if (size.name().equals(instance.size())) {
            return instance;
        }
        Refusals.requireStopped(instance, size.name());
        requireNothingLost(resizable, instance);
        Claim claim = Claim.of(size);
        return store.resize(instance, size.name(), claim, quotas.roomWith(instance, claim));
    }

    private static void requireNothingLost(Resizable provider, InstanceRecord instance)
            throws IOException, InterruptedException {
        try {
            provider.requireResizable(instance.place());
        } catch (ProviderUnreachable e) {
            throw new ProblemException(
                    Problem.of(
                            503,
                            "engine-away",
                            e.getMessage() + ", so nobody can say whether something of “" + instance.name()
                                    + "” would be lost.",
                            "Try again when it is there."),
                    e);
        }
    }
}
