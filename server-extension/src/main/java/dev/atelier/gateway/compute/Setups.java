package dev.atelier.gateway.compute;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.ScriptKind;
import dev.atelier.api.ScriptSpec;
import dev.atelier.api.ScriptState;
import dev.atelier.api.SetupScript;
import dev.atelier.api.SetupScripts;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.setup.ScriptRecord;
import dev.atelier.gateway.setup.ScriptStore;
import dev.atelier.gateway.share.SharePath;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What runs in an instance before it counts as running, as its owner decides; an owner of the workspace may too. */
public final class Setups {
    private final InstanceStore instances;
    private final ScriptStore store;
    private final Computes computes;

    public Setups(InstanceStore instances, Computes computes) {
        this.instances = instances;
        this.store = instances.scripts();
        this.computes = computes;
    }

    public List<SetupScript> of(String instance) {
        return store.of(computes.require(instance).name()).stream()
                .map(ScriptRecord::shown)
                .toList();
    }

    /** @throws ProblemException {@code no-script} (404) */
    public ScriptRecord require(String instance, ScriptKind kind) {
        InstanceRecord record = computes.require(instance);
        return store.find(record.name(), kind).orElseThrow(() -> none(record, kind));
    }

    /** Whether nothing more comes of a run, or of one that is about to begin. */
    public boolean isOver(String instance, ScriptKind kind) {
        InstanceRecord record = computes.require(instance);
        return store.find(record.name(), kind)
                .map(script -> script.hasEnded() || record.state().settled())
                .orElse(true);
    }

    /** Takes these scripts from the next run on. One that runs once is changed for as long as it has not. */
    public List<SetupScript> put(Principal who, String name, SetupScripts scripts) {
        InstanceRecord instance = owned(who, name);
        if (scripts.byKind().isEmpty()) {
            throw Problem.of(
                            400,
                            "no-script",
                            "No setup script was given.",
                            "Send a creation_script, a startup_script, or both.")
                    .asException();
        }
        requirePaths(scripts);
        instances.change(instance, (h, now) -> {
            scripts.creation().ifPresent(script -> requireNotRun(instance, ScriptStore.of(h, instance.name())));
            // One that runs has started without it.
            ScriptState first = now.wanted() ? ScriptState.COMPLETED : ScriptState.WAITING;
            return ScriptStore.put(h, instance.name(), scripts.byKind(), first);
        });
        return of(instance.name());
    }

    /** @param script {@code creation} or {@code startup} */
    public void remove(Principal who, String name, String script) {
        InstanceRecord instance = owned(who, name);
        ScriptKind kind = ScriptKind.of(script);
        if (!instances.change(instance, (h, _) -> ScriptStore.remove(h, instance.name(), kind))) {
            throw none(instance, kind);
        }
    }

    private static void requireNotRun(InstanceRecord instance, List<ScriptRecord> scripts) {
        boolean hasNotRun = scripts.stream()
                .anyMatch(script -> script.kind() == ScriptKind.CREATION && script.state() != ScriptState.COMPLETED);
        if (!hasNotRun) {
            throw Problem.of(
                            409,
                            "already-created",
                            "A creation script runs once, after its instance was created; “" + instance.name()
                                    + "” has been already.",
                            "Give a startup script, run it as a job, or create another instance.")
                    .asException();
        }
    }

    private InstanceRecord owned(Principal who, String name) {
        InstanceRecord instance = computes.require(name);
        computes.requireOwner(who, instance);
        Computes.requireNotLocal(instance.name(), "set up by a script");
        return instance;
    }

    private static ProblemException none(InstanceRecord instance, ScriptKind kind) {
        return Problem.of(
                        404,
                        "no-script",
                        "The instance “" + instance.name() + "” has no " + kind + " script.",
                        "Scripts are given with: `compute create NAME --setup FILE --startup FILE`")
                .asException();
    }

    /** @throws ProblemException {@code bad-path} (400) */
    static void requirePaths(SetupScripts scripts) {
        scripts.byKind().values().forEach(script -> script.path().ifPresent(SharePath::of));
    }

    /** Whether somebody asks for others than there are. */
    static boolean differ(InstanceSpec wanted, List<ScriptRecord> there) {
        Map<ScriptKind, ScriptSpec> known =
                there.stream().collect(Collectors.toMap(ScriptRecord::kind, ScriptRecord::spec));
        return wanted.setupScripts()
                .map(scripts -> !scripts.byKind().equals(known))
                .orElse(false);
    }
}
