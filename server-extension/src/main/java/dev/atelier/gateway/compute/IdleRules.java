package dev.atelier.gateway.compute;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.IdleSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.api.KeepSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.identity.Principal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When an instance is stopped because it is idle, as its owner decides within what the operator allows them; an owner of the
 * workspace may too.
 */
public final class IdleRules {
    private static final String PROCESSES = "/agent/v1/keepalive";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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

    /**
     * Keeps it running for a time or while a process of it runs, whatever its rule says.
     *
     * @throws ProblemException {@code not-running} (409), {@code unknown-process} (404) where a process is named;
     *     {@code bad-keepalive} (400) for a longer time than the operator allows
     */
    public InstanceRecord keep(Principal who, String name, KeepSpec spec) throws IOException, InterruptedException {
        InstanceRecord instance = owned(who, name);
        if (spec.process().isPresent()) {
            return keepDuring(instance, spec.process().orElseThrow(), spec.minutes());
        }
        int minutes = spec.required();
        quotas.idle().requireKeep(instance.owner(), minutes);
        Instant until = now().plus(Duration.ofMinutes(minutes));
        return told(instance, store.keepUntil(instance.name(), Optional.of(until)));
    }

    /** Its agent knows whether the process runs, and says so whenever it is asked what goes on there. */
    private InstanceRecord keepDuring(InstanceRecord instance, long process, Optional<Integer> asked)
            throws IOException, InterruptedException {
        asked.ifPresent(minutes -> quotas.idle().requireKeep(instance.owner(), minutes));
        int minutes = asked.or(quotas.idle().of(instance.owner())::mostKept).orElse(KeepSpec.MOST);
        ObjectNode order = Json.mapper()
                .createObjectNode()
                .put("pid", process)
                .put("seconds", Duration.ofMinutes(minutes).toSeconds());
        computes.agent(instance.name()).call("PUT", PROCESSES, Optional.of(order), PATIENCE);
        watch.lookSoon();
        return instance;
    }

    /** Its rule alone holds again. */
    public InstanceRecord release(Principal who, String name) throws IOException, InterruptedException {
        InstanceRecord instance = owned(who, name);
        InstanceRecord released = told(instance, store.keepUntil(instance.name(), Optional.empty()));
        if (instance.state() == InstanceState.RUNNING) {
            forgetProcesses(instance.name());
        }
        return released;
    }

    private void forgetProcesses(String name) throws IOException, InterruptedException {
        try {
            computes.agent(name).call("DELETE", PROCESSES, Optional.empty(), PATIENCE);
        } catch (ProblemException e) {
            if (e.problem().status() != 404) { // an agent of an earlier version keeps none
                throw e;
            }
        }
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
