package dev.atelier.gateway.compute;

import dev.atelier.api.Quota;
import dev.atelier.api.Size;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.Claim;
import dev.atelier.gateway.limit.Holder;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the operator allows, beside what the instances take of it. The instance that is this computer takes nothing, and is never
 * idle.
 */
public final class QuotaBook {
    private final InstanceStore store;
    private final Providers providers;
    private final Supplier<Bounds> bounds;

    /** @param bounds those of now; they change with the operator's file */
    public QuotaBook(InstanceStore store, Providers providers, Supplier<Bounds> bounds) {
        this.store = store;
        this.providers = providers;
        this.bounds = bounds;
    }

    /** How long instances may be idle. */
    IdleTerms idle() {
        return bounds.get().idle();
    }

    /** That there is room for a new instance. */
    Check room(NewInstance wanted) {
        learn();
        return all -> ledger(all).require(wanted.holder());
    }

    /** That there is room for one that is about to run again, where it has given back what it takes. */
    Check roomAgain(String name) {
        learn();
        return all -> all.stream()
                .filter(instance -> isCounted(instance) && instance.name().equalsIgnoreCase(name))
                .forEach(instance -> ledger(all).require(holder(instance)));
    }

    /** That there is room for a stopped one with what another size takes; where it holds nothing, its next start asks for that. */
    Check roomWith(InstanceRecord instance, Claim claim) {
        learn();
        return all -> {
            if (bounds.get().quotas().stoppedHold()) {
                List<InstanceRecord> others = all.stream()
                        .filter(other -> !other.name().equalsIgnoreCase(instance.name()))
                        .toList();
                ledger(others).require(new Holder(instance.name(), instance.owner(), claim, false));
            }
        };
    }

    public Quota shown(Principal who) {
        return shown(who, List.of(who.person()));
    }

    /** The same of everybody who has an instance besides. */
    public Quota shownOfAll(Principal who) {
        Stream<String> others = store.all().stream()
                .filter(QuotaBook::isCounted)
                .map(InstanceRecord::owner)
                .sorted();
        return shown(
                who, Stream.concat(Stream.of(who.person()), others).distinct().toList());
    }

    private Quota shown(Principal who, List<String> people) {
        learn();
        Bounds now = bounds.get();
        return new Quota(
                who.person(),
                now.quotas().stoppedHold(),
                ledger(store.all()).uses(people),
                now.idle().of(who.person()));
    }

    /** The same with how many more of each the person may have. */
    public List<Size> withLeft(Principal who, List<Size> sizes) {
        learn();
        Ledger ledger = ledger(store.all());
        return sizes.stream()
                .map(size -> size.withLeft(ledger.left(who.person(), Claim.of(size))))
                .toList();
    }

    private Ledger ledger(List<InstanceRecord> all) {
        return new Ledger(
                bounds.get().quotas(),
                all.stream().filter(QuotaBook::isCounted).map(QuotaBook::holder).toList());
    }

    private static boolean isCounted(InstanceRecord instance) {
        return !instance.name().equals(Computes.LOCAL);
    }

    private static Holder holder(InstanceRecord instance) {
        return new Holder(
                instance.name(),
                instance.owner(),
                instance.hold().claim().orElseGet(Claim::ofNothingKnown),
                instance.hold().resting());
    }

    /** Writes down what instances of an earlier version take, before a transaction in which nobody may ask a provider. */
    private void learn() {
        for (InstanceRecord instance : store.all()) {
            if (isCounted(instance) && instance.hold().claim().isEmpty()) {
                size(instance).ifPresent(size -> store.claim(instance.name(), Claim.of(size)));
            }
        }
    }

    private Optional<Size> size(InstanceRecord instance) {
        return providers.all().stream()
                .filter(provider -> provider.name().equals(instance.provider()))
                .flatMap(provider -> provider.sizes().stream())
                .filter(size -> size.name().equals(instance.size()))
                .findFirst();
    }
}
