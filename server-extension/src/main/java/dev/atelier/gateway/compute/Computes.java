package dev.atelier.gateway.compute;

import dev.atelier.api.ContainerDetails;
import dev.atelier.api.Gpu;
import dev.atelier.api.IdleSpec;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Size;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.identity.People;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.limit.Claim;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.provider.AttachedHosts;
import dev.atelier.gateway.provider.ContainerAware;
import dev.atelier.gateway.provider.Generations;
import dev.atelier.gateway.provider.GpuAware;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.WritesLater;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What people may ask of instances. Answers at once; the reconciler does the work. */
public final class Computes {
    /** The instance that is this computer: always there, never stopped. */
    public static final String LOCAL = "local";

    private static final System.Logger LOG = System.getLogger(Computes.class.getName());
    private static final long START_SECONDS = 180;
    private static final Duration FIND = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 50;
    private static final int MOST = 1000;

    private final InstanceStore store;
    private final Providers providers;
    private final Agents agents;
    private final Reconciler reconciler;
    private final QuotaBook quotas;
    private final Owners owners;

    public Computes(
            InstanceStore store,
            Providers providers,
            Agents agents,
            Reconciler reconciler,
            QuotaBook quotas,
            People people) {
        this.store = store;
        this.providers = providers;
        this.agents = agents;
        this.reconciler = reconciler;
        this.quotas = quotas;
        this.owners = new Owners(people);
    }

    public List<InstanceRecord> all() {
        return store.all();
    }

    public Provider providerOf(InstanceRecord instance) {
        return providers.behind(instance);
    }

    public List<Gpu> gpusOf(InstanceRecord instance) {
        return providerOf(instance) instanceof GpuAware provider ? provider.gpus(instance.place()) : List.of();
    }

    /** Asks the instance's engine; empty where that does not answer, or there is no container. */
    public Optional<ContainerDetails> containerOf(InstanceRecord instance) throws InterruptedException {
        try {
            return providerOf(instance) instanceof ContainerAware provider
                    ? provider.details(instance.place())
                    : Optional.empty();
        } catch (IOException | ProblemException e) {
            LOG.log(Level.DEBUG, () -> instance.name() + ": its engine says nothing: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Until what was written on an instance has come to the share; at once where it is the share itself. */
    public void awaitWritten(InstanceRecord instance) throws IOException, InterruptedException {
        if (providerOf(instance) instanceof WritesLater provider) {
            provider.awaitWritten(instance.place());
        }
    }

    public Optional<InstanceRecord> find(String name) {
        return store.find(name);
    }

    public InstanceRecord require(String name) {
        return store.find(name).orElseThrow(() -> {
            String known = all().stream().map(InstanceRecord::name).collect(Collectors.joining(", "));
            return Problem.of(
                            404,
                            "unknown-instance",
                            "There is no instance “" + Names.shown(name) + "”.",
                            "There are: " + known + ". Create it with: `compute create " + Names.shown(name) + "`")
                    .asException();
        });
    }

    /** Makes sure that {@code local} is there. */
    public void ensureLocal(String owner) {
        Provider provider = providers.named(LOCAL);
        store.insert(LOCAL, owner, LOCAL, provider.sizes().getFirst().name(), InstanceSpec.defaults());
        store.want(LOCAL, Desired.RUNNING, InstanceState.STARTING);
        reconciler.wake(LOCAL);
    }

    /**
     * The instance of that name; made if there is none, or if an earlier attempt failed. It is whoever's the spec says.
     *
     * @throws ProblemException {@code quota-exceeded} (409) where there is no room for it
     */
    public InstanceRecord create(Principal who, String name, InstanceSpec spec) {
        Names.require("instance", name);
        String owner = ownerOfNew(who, name, spec);
        requireNotLocalWherePlanned(name, spec);
        Optional<InstanceRecord> there = store.find(name);
        // Of one that is there already nobody has to say again who made it, whatever the default is by now.
        Optional<String> by = spec.provider().or(() -> there.map(InstanceRecord::provider));
        Provider provider = providers.chosen(by);
        Size size = providers.size(provider, spec.size());
        InstanceSpec whole = NewSchedules.in(spec.withImage(providers.image(provider, spec.image())), Timestamps.now());
        if (there.isPresent()) {
            return again(who, owner, there.orElseThrow(), provider, size, spec);
        }
        requireHostOnlyWhereOneIsAttached(name, provider, spec);
        spec.setupScripts().ifPresent(Setups::requirePaths);
        providers.requireAllowed(provider, spec.image());
        InstanceSpec timed = whole.withIdleMinutes(quotas.idle().forNew(owner, spec.idleMinutes()));
        InstanceRecord made = insert(new NewInstance(
                name, owner, who.person(), provider.name(), size.name(), timed, Optional.of(Claim.of(size))));
        reconciler.wake(made.name());
        // Somebody else may have been quicker with this name.
        return again(who, owner, made, provider, size, spec);
    }

    /** Whose an instance of this spec becomes; refused as {@link #create} refuses it. */
    String ownerOfNew(Principal who, String name, InstanceSpec spec) {
        return owners.ofNew(who, name, spec);
    }

    private InstanceRecord insert(NewInstance wanted) {
        Check room = quotas.room(wanted);
        return store.insert(wanted, all -> {
            if (all.size() >= MOST) {
                throw Problem.of(
                                429,
                                "too-many-instances",
                                "There are " + MOST + " instances, which is the most.",
                                "Delete one that is not needed any more.")
                        .asException();
            }
            room.require(all);
        });
    }

    private static void requireNotLocalWherePlanned(String name, InstanceSpec spec) {
        if (idleTime(spec).isPresent()) {
            requireNotLocal(name, "stopped when it is idle");
        }
        if (spec.schedules().isPresent()) {
            requireNotLocal(name, "started or stopped by a schedule");
        }
        if (spec.setupScripts().isPresent()) {
            requireNotLocal(name, "set up by a script");
        }
    }

    private static Optional<Integer> idleTime(InstanceSpec spec) {
        return spec.idleMinutes().filter(minutes -> minutes != IdleSpec.NEVER);
    }

    private static void requireHostOnlyWhereOneIsAttached(String name, Provider provider, InstanceSpec spec) {
        boolean attaches = provider instanceof AttachedHosts;
        if (attaches && spec.ssh().isEmpty()) {
            throw Problem.of(
                            400,
                            "no-host",
                            "The provider " + provider.name() + " makes no hosts; those that are there are attached.",
                            "Type: `compute attach " + name + " --ssh USER@HOST`")
                    .asException();
        }
        if (!attaches && spec.ssh().isPresent()) {
            throw Problem.of(
                            400, "bad-host", "The provider " + provider.name() + " attaches no hosts.", "Leave it out.")
                    .asException();
        }
    }

    private InstanceRecord again(
            Principal who, String owner, InstanceRecord there, Provider provider, Size size, InstanceSpec spec) {
        requireOwner(who, there);
        requireSameOwner(owner, there);
        Refusals.requireNotDeleting(there);
        boolean differs = (spec.provider().isPresent() && !there.provider().equals(provider.name()))
                || (spec.size().isPresent() && !there.size().equals(size.name()))
                || (spec.image().isPresent() && !there.image().equals(spec.image()))
                || (spec.ssh().isPresent() && !there.ssh().equals(spec.ssh()))
                || (spec.idleMinutes().isPresent() && !there.idle().minutes().equals(idleTime(spec)))
                || NewSchedules.differ(spec, store.schedules().of(there.name()))
                || Setups.differ(spec, store.scripts().of(there.name()));
        if (differs) {
            throw Problem.of(
                            409,
                            "instance-exists",
                            "There is an instance “" + there.name() + "” already, with provider " + there.provider()
                                    + " and size " + there.size()
                                    + there.image().map(i -> " from " + i).orElse("")
                                    + there.ssh().map(h -> " at " + h).orElse("")
                                    + there.idle()
                                            .minutes()
                                            .map(m -> ", stopped after " + m + " idle minutes")
                                            .orElse("")
                                    + ".",
                            "Choose another name, or delete it first with: `compute delete " + there.name() + " --yes`")
                    .asException();
        }
        if (there.state() == InstanceState.CREATE_FAILED) {
            return begin(there, InstanceState.CREATING);
        }
        return there;
    }

    /** Whoever wants a new instance for one person gets none that is another's. */
    private static void requireSameOwner(String owner, InstanceRecord there) {
        if (!there.owner().equals(owner) && !there.name().equals(LOCAL)) {
            throw Problem.of(
                            409,
                            "instance-exists",
                            "There is an instance “" + there.name() + "” already, and it belongs to " + there.owner()
                                    + ".",
                            "Choose another name, or delete it first with: `compute delete " + there.name() + " --yes`")
                    .asException();
        }
    }

    /**
     * However many ask for it at once, it is started once.
     *
     * @throws ProblemException {@code quota-exceeded} (409) where it gave back what it takes, and there is no room for it now
     */
    public InstanceRecord start(Principal who, String name) {
        InstanceRecord instance = owned(who, name);
        if (instance.desired() == Desired.RUNNING) {
            return instance;
        }
        Refusals.requireNotDeleting(instance);
        InstanceState state =
                instance.state() == InstanceState.CREATE_FAILED ? InstanceState.CREATING : InstanceState.STARTING;
        return begin(instance, state);
    }

    /**
     * The same since its owner's schedule wants it.
     *
     * @throws ProblemException {@code bad-person} (409) where they have a role by now that allows no instance
     */
    InstanceRecord startPlanned(InstanceRecord instance) {
        return start(owners.whoMayHave(instance.owner()), instance.name());
    }

    /** Of those who ask at once the first begins it; the others have asked for the same. */
    private InstanceRecord begin(InstanceRecord instance, InstanceState state) {
        String name = instance.name();
        InstanceRecord asked = store.begin(name, instance.desired(), state, quotas.roomAgain(name))
                .orElseThrow(() -> Refusals.justDeleted(name).asException());
        Refusals.requireNotDeleting(asked);
        reconciler.wake(name);
        return asked;
    }

    public InstanceRecord stop(Principal who, String name) {
        InstanceRecord instance = owned(who, name);
        requireNotLocal(instance.name(), "stopped");
        Refusals.requireNotDeleting(instance);
        if (instance.state() == InstanceState.STOPPED || instance.state() == InstanceState.STOPPING) {
            return instance;
        }
        return ask(instance.name(), Desired.STOPPED, InstanceState.STOPPING);
    }

    public InstanceRecord restart(Principal who, String name) {
        InstanceRecord instance = owned(who, name);
        Refusals.requireNotDeleting(instance);
        return ask(instance.name(), Desired.RESTARTED, InstanceState.RESTARTING);
    }

    public void delete(Principal who, String name) {
        InstanceRecord instance = owned(who, name);
        requireNotLocal(instance.name(), "deleted");
        ask(instance.name(), Desired.DELETED, InstanceState.DELETING);
    }

    /**
     * Has an instance deleted, and given up where that can't be done: then its name and what it takes of quotas are free, and what is left
     * of it is removed when it can be reached. Says what that is.
     */
    public String forget(Principal who, String name) {
        InstanceRecord instance = owned(who, name);
        requireNotLocal(instance.name(), "deleted");
        ask(instance.name(), Desired.FORGOTTEN, InstanceState.DELETING);
        return providerOf(instance) instanceof Generations generations
                ? generations.elsewhere(instance.place())
                        + ", if it can't be reached now; it is removed as soon as it can be"
                : "nothing: all of it is on this computer";
    }

    /** The agent of an instance that runs. A gateway that has just begun waits until it has found it. */
    public AgentClient agent(String name) throws InterruptedException {
        Instant deadline = Instant.now().plus(FIND);
        InstanceRecord instance = require(name);
        while (instance.state() == InstanceState.RUNNING) {
            Optional<AgentClient> agent = agents.of(instance.name());
            if (agent.isPresent()) {
                return agent.orElseThrow();
            }
            if (Instant.now().isAfter(deadline)) {
                throw Problem.of(
                                503,
                                "not-found-yet",
                                "The instance “" + instance.name()
                                        + "” should run, but its agent has not been found yet.",
                                "Try again in a moment.")
                        .asException();
            }
            Thread.sleep(PAUSE_MILLIS);
            instance = require(name);
        }
        throw Refusals.notRunning(instance).asException();
    }

    /**
     * The agent of an instance that is wanted to run, once it does.
     *
     * @param news gets the instance at first and whenever its state or the reason of that has changed
     * @throws ProblemException that says why it does not run, and what to type next: {@code not-started} (409) where it could
     *     not be started, was stopped or deleted meanwhile; {@code start-timeout} (504) after {@value #START_SECONDS} s
     */
    public AgentClient awaitAgent(String name, Consumer<InstanceRecord> news) throws InterruptedException {
        return awaitAgent(name, Duration.ofSeconds(START_SECONDS), news);
    }

    /** The same, with another patience. */
    public AgentClient awaitAgent(String name, Duration patience, Consumer<InstanceRecord> news)
            throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        Optional<InstanceRecord> told = Optional.empty();
        while (true) {
            InstanceRecord instance = require(name);
            Optional<AgentClient> agent = agents.of(instance.name());
            if (instance.state() == InstanceState.RUNNING && agent.isPresent()) {
                return agent.orElseThrow();
            }
            if (!instance.wanted()) {
                throw Refusals.notStarted(instance).asException();
            }
            if (Instant.now().isAfter(deadline)) {
                throw Refusals.startTimeout(instance, patience.toSeconds()).asException();
            }
            if (told.filter(instance::equals).isEmpty()) {
                news.accept(instance);
                told = Optional.of(instance);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** Stops what runs on every instance, at once; what is wanted of them stays as it is. */
    public void stopAll() throws InterruptedException {
        try (var scope = Executors.newVirtualThreadPerTaskExecutor()) {
            scope.invokeAll(
                    all().stream().<Callable<Void>>map(i -> () -> stopNow(i)).toList());
        }
    }

    /** The border: an instance that does not stop is told of, and the others do. */
    private Void stopNow(InstanceRecord instance) throws InterruptedException {
        try {
            if (instance.state() != InstanceState.STOPPED) {
                providerOf(instance).stop(instance.place());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> instance.name() + " could not be stopped: " + e.getMessage());
        }
        return null;
    }

    /**
     * That this person may manage the instance: it is theirs, or they are an owner of the workspace.
     *
     * @throws ProblemException {@code not-yours} (403)
     */
    public void requireOwner(Principal who, InstanceRecord instance) {
        if (!Owners.mayManage(who, instance)) {
            throw Problem.of(
                            403,
                            "not-yours",
                            "The instance “" + instance.name() + "” is " + instance.state() + " and belongs to "
                                    + instance.owner() + ".",
                            instance.state() == InstanceState.STOPPED
                                    ? "Ask them, or an owner of the workspace, to start it with: `compute start "
                                            + instance.name() + "`"
                                    : "Ask them, or an owner of the workspace.")
                    .asException();
        }
    }

    /** Whether this person may open what runs on the instance: kernels, terminals, applications. */
    public boolean mayUse(Principal who, InstanceRecord instance) {
        return Owners.mayUse(who, instance);
    }

    /**
     * That this person may open what runs on the instance. It is theirs; owners of the workspace manage it and look into nothing.
     *
     * @throws ProblemException {@code not-yours} (403)
     */
    public void requireUser(Principal who, InstanceRecord instance) {
        requireOwner(who, instance);
        if (!Owners.mayUse(who, instance)) {
            throw Problem.of(
                            403,
                            "not-yours",
                            "The instance “" + instance.name() + "” belongs to " + instance.owner()
                                    + ", who alone uses what runs there.",
                            "You may start, stop and delete it, and create one of your own with: `compute create NAME`")
                    .asException();
        }
    }

    private InstanceRecord owned(Principal who, String name) {
        InstanceRecord instance = require(name);
        requireOwner(who, instance);
        return instance;
    }

    private InstanceRecord ask(String name, Desired desired, InstanceState state) {
        Check check = switch (desired) {
            case RUNNING, RESTARTED -> quotas.roomAgain(name);
            case STOPPED, DELETED, FORGOTTEN -> Check.none();
        };
        InstanceRecord asked = store.want(name, desired, state, check)
                .orElseThrow(() -> Refusals.justDeleted(name).asException());
        if (!desired.ends()) {
            Refusals.requireNotDeleting(asked);
        }
        reconciler.wake(name);
        return asked;
    }

    static void requireNotLocal(String name, String what) {
        if (name.equalsIgnoreCase(LOCAL)) {
            throw Problem.of(
                            409,
                            "always-there",
                            "The instance “local” is this computer; it can't be " + what + ".",
                            "Shut its kernels down instead, or stop the gateway with: ./atelier down")
                    .asException();
        }
    }
}
