package dev.atelier.gateway.compute;

import dev.atelier.api.IdleSpec;
import dev.atelier.api.KeepSpec;
import dev.atelier.api.Problem;
import dev.atelier.gateway.identity.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When an instance is stopped because it is idle, as its owner decides within what the operator allows them; an owner of the
 * workspace may too.
 */
public final class IdleRules {
    private final InstanceStore store;
    private final Computes computes;
    private final IdleWatch watch;
    private final QuotaBook quotas;

    public IdleRules(InstanceStore store, Computes computes, IdleWatch watch, QuotaBook quotas) {
        this.store = store;
        this.computes = computes;
        this.watch = watch;
        this.quotas = quotas;
    }

    /** Counts from now on: nobody finds an instance stopped by the rule that they have just given it. */
    public InstanceRecord set(Principal who, String name, IdleSpec spec) {
        InstanceRecord instance = owned(who, name);
        int minutes = spec.required();
        quotas.idle().require(instance.owner(), Optional.of(minutes));
        return told(instance, store.idleAfter(instance.name(), Optional.of(minutes), now()));
    }

    /** It is never stopped. */
    public InstanceRecord lift(Principal who, String name) {
        InstanceRecord instance = owned(who, name);
        quotas.idle().require(instance.owner(), Optional.empty());
        return told(instance, store.idleAfter(instance.name(), Optional.empty(), now()));
    }

    /** Keeps it running for a time, whatever its rule says. */
    public InstanceRecord keep(Principal who, String name, KeepSpec spec) {
        InstanceRecord instance = owned(who, name);
        int minutes = spec.required();
        quotas.idle().requireKeep(instance.owner(), minutes);
        Instant until = now().plus(Duration.ofMinutes(minutes));
        return told(instance, store.keepUntil(instance.name(), Optional.of(until)));
    }

    /** Its rule alone holds again. */
    public InstanceRecord release(Principal who, String name) {
        InstanceRecord instance = owned(who, name);
        return told(instance, store.keepUntil(instance.name(), Optional.empty()));
    }

    private InstanceRecord owned(Principal who, String name) {
        InstanceRecord instance = computes.require(name);
        computes.requireOwner(who, instance);
        Computes.requireNotLocal(instance.name(), "stopped when it is idle");
        return instance;
    }

    private InstanceRecord told(InstanceRecord instance, Optional<InstanceRecord> written) {
        watch.lookSoon();
        return written.orElseThrow(() -> Problem.of(
                        404, "unknown-instance", "The instance “" + instance.name() + "” has just been deleted.")
                .asException());
    }

    /** In the resolution that the store keeps. */
    private Instant now() {
        return watch.now().truncatedTo(ChronoUnit.MICROS);
    }
}
