package dev.atelier.gateway.compute;

import dev.atelier.api.IdleSpec;
import dev.atelier.api.KeepSpec;
import dev.atelier.api.Problem;
import dev.atelier.gateway.identity.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When an instance is stopped because it is idle, as its owner decides; an owner of the workspace may too. */
public final class IdleRules {
    private final InstanceStore store;
    private final Computes computes;
    private final IdleWatch watch;

    public IdleRules(InstanceStore store, Computes computes, IdleWatch watch) {
        this.store = store;
        this.computes = computes;
        this.watch = watch;
    }

    /** From now on: nobody finds an instance stopped by the rule that they have just given it. */
    public InstanceRecord set(Principal who, String name, IdleSpec spec) {
        InstanceRecord instance = owned(who, name);
        return write(
                instance,
                new IdleRule(Optional.of(spec.required()), instance.idle().keptUntil(), Optional.of(now())));
    }

    /** It is never stopped. */
    public InstanceRecord lift(Principal who, String name) {
        InstanceRecord instance = owned(who, name);
        return write(
                instance,
                new IdleRule(
                        Optional.empty(),
                        instance.idle().keptUntil(),
                        instance.idle().active()));
    }

    /** Keeps it running for a time, whatever its rule says. */
    public InstanceRecord keep(Principal who, String name, KeepSpec spec) {
        InstanceRecord instance = owned(who, name);
        Instant until = now().plus(Duration.ofMinutes(spec.required()));
        return write(
                instance,
                new IdleRule(
                        instance.idle().minutes(),
                        Optional.of(until),
                        instance.idle().active()));
    }

    /** Its rule alone holds again. */
    public InstanceRecord release(Principal who, String name) {
        InstanceRecord instance = owned(who, name);
        return write(
                instance,
                new IdleRule(
                        instance.idle().minutes(),
                        Optional.empty(),
                        instance.idle().active()));
    }

    private InstanceRecord owned(Principal who, String name) {
        InstanceRecord instance = computes.require(name);
        computes.requireOwner(who, instance);
        Computes.requireNotLocal(instance.name(), "stopped when it is idle");
        return instance;
    }

    private InstanceRecord write(InstanceRecord instance, IdleRule rule) {
        InstanceRecord written = store.idle(instance.name(), rule)
                .orElseThrow(() -> Problem.of(
                                404,
                                "unknown-instance",
                                "The instance “" + instance.name() + "” has just been deleted.")
                        .asException());
        watch.lookSoon();
        return written;
    }

    /** In the resolution that the store keeps. */
    private Instant now() {
        return watch.now().truncatedTo(ChronoUnit.MICROS);
    }
}
