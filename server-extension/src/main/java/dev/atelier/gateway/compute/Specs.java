package dev.atelier.gateway.compute;

import dev.atelier.api.IdleSpec;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.SchedulesSpec;
import dev.atelier.api.ScriptKind;
import dev.atelier.api.SetupScripts;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.setup.ScriptRecord;
import java.util.List;
import java.util.Optional;

/** Instances as what they could be created from again, with the text of their setup scripts. */
public final class Specs {
    private final InstanceStore store;
    private final Computes computes;
    private final QuotaBook quotas;

    public Specs(InstanceStore store, Computes computes, QuotaBook quotas) {
        this.store = store;
        this.computes = computes;
        this.quotas = quotas;
    }

    /**
     * In a script there may be a secret, so its owner alone may ask, and an owner of the workspace.
     *
     * @throws ProblemException {@code not-yours} (403); {@code attached} (409) of a host that is attached
     */
    public InstanceSpec of(Principal who, String name) {
        InstanceRecord instance = computes.require(name);
        computes.requireOwner(who, instance);
        if (instance.ssh().isPresent()) {
            throw Problem.of(
                            409,
                            "attached",
                            "The instance “" + instance.name()
                                    + "” is a host that was attached, which no file can create.",
                            "Attach it with: `compute attach " + instance.name() + " --ssh USER@HOST`")
                    .asException();
        }
        return new InstanceSpec(
                Optional.of(instance.provider()),
                Optional.of(instance.size()),
                instance.image(),
                instance.description(),
                instance.tags(),
                Optional.empty(),
                idle(instance),
                schedules(instance.name()),
                scripts(instance.name()),
                Optional.of(instance.owner()).filter(owner -> !owner.equals(who.person())));
    }

    /** Of one that is never stopped nothing is said, unless that would mean something else here. */
    private Optional<Integer> idle(InstanceRecord instance) {
        return instance.idle()
                .minutes()
                .or(() ->
                        quotas.idle().forNew(instance.owner(), Optional.empty()).map(minutes -> IdleSpec.NEVER));
    }

    private Optional<SchedulesSpec> schedules(String name) {
        List<ScheduleSpec> kept =
                store.schedules().of(name).stream().map(ScheduleRecord::spec).toList();
        return kept.isEmpty() ? Optional.empty() : Optional.of(new SchedulesSpec(NewSchedules.withoutDrawnNames(kept)));
    }

    private Optional<SetupScripts> scripts(String name) {
        List<ScriptRecord> kept = store.scripts().of(name);
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of(new SetupScripts(
                        kept.stream()
                                .filter(s -> s.kind() == ScriptKind.CREATION)
                                .map(ScriptRecord::spec)
                                .findFirst(),
                        kept.stream()
                                .filter(s -> s.kind() == ScriptKind.STARTUP)
                                .map(ScriptRecord::spec)
                                .findFirst()));
    }
}
