package dev.atelier.gateway.compute;

import dev.atelier.api.InstanceState;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.link.AgentUnreachable;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.ProviderUnreachable;
import dev.atelier.gateway.provider.Remarks;
import dev.atelier.gateway.provider.WritesLater;
import dev.atelier.gateway.setup.ScriptRunner;
import dev.atelier.gateway.setup.SetupFailed;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Brings what is to what is wanted, step by step, and looks now and then whether it still is. Each step is idempotent and
 * its outcome is written before the next one begins, so a gateway that was killed anywhere goes on from there.
 *
 * <p>Threads: one virtual thread for an instance that has something to do, those of {@link Remnants}, and one that looks around every
 * few seconds.
 */
public final class Reconciler implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);
    private static final Duration CRASH = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration END = Duration.ofSeconds(10);

    private final InstanceStore store;
    private final Providers providers;
    private final Agents agents;
    private final LongSupplier nanos;
    private final ScriptRunner scripts;
    private final Remnants remnants;
    private final Workers workers = new Workers("reconcile", this::tryToReconcile);
    /** The steps that are under way. */
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

    private final List<AfterStop> afterStop = new CopyOnWriteArrayList<>();
    private final List<Runnable> afterStart = new CopyOnWriteArrayList<>();
    private final Thread watch;
    private volatile boolean closed;

    public Reconciler(InstanceStore store, Providers providers, Agents agents, ScriptRunner scripts) {
        this(store, providers, agents, scripts, System::nanoTime);
    }

    /** @param nanos says when a step's time is over */
    Reconciler(InstanceStore store, Providers providers, Agents agents, ScriptRunner scripts, LongSupplier nanos) {
        this.store = store;
        this.providers = providers;
        this.agents = agents;
        this.scripts = scripts;
        this.remnants = new Remnants(store, providers);
        this.nanos = nanos;
        this.watch = Thread.ofVirtual().name("reconciler").unstarted(this::lookAround);
    }

    /** What others want to do once nothing runs on an instance any more: forget what ended with it. */
    @FunctionalInterface
    public interface AfterStop {
        void stopped(String instance) throws IOException, InterruptedException;
    }

    public void afterStop(AfterStop action) {
        afterStop.add(action);
    }

    /** Runs whenever an instance has come to run, and must not block. */
    void afterStart(Runnable action) {
        afterStart.add(action);
    }

    public void start() {
        watch.start();
    }

    /** Something about this instance may have to be done, or left. */
    public void wake(String name) {
        workers.wake(name);
        Optional.ofNullable(attempts.get(name)).ifPresent(this::look);
    }

    private void look(Attempt attempt) {
        attempt.look(store.find(attempt.instance().name()), nanos.getAsLong());
    }

    /** Whether no instance has anything to do just now, nor what is left of any. */
    boolean isIdle() {
        return workers.isIdle() && remnants.isIdle(); // in this order: the ones wake the others
    }

    /** The border to the store: when even the failure can't be written down, the next look around tries again. */
    private void tryToReconcile(String name) {
        try {
            reconcile(name);
            remnants.wake(name);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, () -> name + ": its state can't be read or written", e);
        }
    }

    private void lookAround() {
        try {
            while (!closed) {
                wakeAll();
                Thread.sleep(LOOK_AROUND);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the reconciler was told to end");
        }
    }

    private void wakeAll() {
        try {
            store.all().forEach(i -> wake(i.name()));
            remnants.names().forEach(this::wake);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the instances can't be read; looking again soon", e);
        }
    }

    /** The border: whatever goes wrong with one instance is written down with it. */
    private void reconcile(String name) {
        Optional<InstanceRecord> record = store.find(name);
        if (closed || record.isEmpty()) {
            return;
        }
        InstanceRecord instance = record.orElseThrow();
        Attempt attempt = new Attempt(instance, nanos.getAsLong());
        attempts.put(name, attempt);
        Optional<Exception> trouble = Optional.empty();
        Optional<Attempt.Cut> cut;
        try {
            look(attempt); // what was wished since it was read
            step(instance);
        } catch (InterruptedException | IOException | RuntimeException e) {
            trouble = Optional.of(e);
        } finally {
            attempts.remove(name);
            cut = attempt.end();
        }
        if (trouble.isPresent() && !isForgotten(instance, trouble.orElseThrow())) {
            if (cut.isPresent()) {
                left(instance, cut.orElseThrow());
            } else {
                report(instance, trouble.orElseThrow());
            }
        }
    }

    /** Whether it was to be forgotten, and the trouble is dealt with: what is out of reach is given up. */
    private boolean isForgotten(InstanceRecord instance, Exception trouble) {
        if (instance.desired() != Desired.FORGOTTEN || closed) {
            return false;
        }
        if (!isOutOfReach(instance, trouble)) {
            // Something that answers has files that are not yet written, say: giving it up would lose them.
            store.deleteInOrder(instance);
            wake(instance.name());
            return true;
        }
        String why = trouble instanceof InterruptedException ? "It did not end in time" : words(trouble);
        boolean givenUp = remnants.giveUp(instance, why);
        if (givenUp) {
            agents.left(instance.name());
            forgetWhatEnded(instance.name());
        }
        return givenUp;
    }

    private boolean isOutOfReach(InstanceRecord instance, Exception trouble) {
        return switch (trouble) {
            case ProviderUnreachable _ -> true;
            case InterruptedException _ -> !isReached(instance);
            case ProblemException e -> isSilence(e);
            default -> false;
        };
    }

    private boolean isReached(InstanceRecord instance) {
        try {
            providers.behind(instance).find(instance.place());
            return true;
        } catch (ProviderUnreachable e) {
            LOG.log(Level.DEBUG, () -> instance.name() + " is out of reach: " + e.getMessage());
            return false;
        } catch (IOException e) { // its provider has told of that
            return true;
        } catch (ProblemException e) {
            return !isSilence(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static boolean isSilence(ProblemException e) {
        return e.problem().code().equals("engine-slow");
    }

    /** What ended with an instance that is not there any more; whoever wants to ask that for something can't. */
    private void forgetWhatEnded(String name) {
        for (AfterStop action : afterStop) {
            try {
                action.stopped(name);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | ProblemException e) {
                LOG.log(Level.DEBUG, () -> name + " was given up: " + e.getMessage());
            }
        }
    }

    private static String words(Exception trouble) {
        return trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
    }

    private void report(InstanceRecord instance, Exception trouble) {
        String name = instance.name();
        switch (trouble) {
            case InterruptedException e -> Thread.currentThread().interrupt();
            case AgentUnreachable e -> unknown(instance, e, "Its agent does not answer");
            case ProviderUnreachable e -> unknown(instance, e, e.getMessage());
            case ProblemException e -> {
                LOG.log(Level.WARNING, () -> name + ": " + e.getMessage());
                failed(instance, e.getMessage());
            }
            default -> {
                LOG.log(Level.ERROR, () -> name + ": a step failed", trouble);
                failed(instance, words(trouble));
            }
        }
    }

    /** What a step leaves that did not come to its end: the next wish its place, or a state with its reason. */
    private void left(InstanceRecord instance, Attempt.Cut cut) {
        switch (cut) {
            case OTHER_WISH -> LOG.log(Level.INFO, () -> instance.name() + ": left what it was at for another wish");
            case TOO_LONG -> {
                String last = store.find(instance.name())
                        .flatMap(InstanceRecord::reason)
                        .map(words -> " while " + words)
                        .orElse("");
                String reason =
                        "It was not done after " + Attempt.time(instance).toMinutes() + " min" + last + ".";
                LOG.log(Level.WARNING, () -> instance.name() + ": " + reason);
                failed(instance, reason);
            }
        }
    }

    /** Said once in the log; it may last a night. */
    private void unknown(InstanceRecord instance, IOException e, String why) {
        Level level = instance.state() == InstanceState.UNKNOWN ? Level.DEBUG : Level.WARNING;
        LOG.log(level, () -> instance.name() + ": " + e.getMessage());
        observe(instance, InstanceState.UNKNOWN, Optional.of(why + "; asking again."));
    }

    private void step(InstanceRecord instance) throws IOException, InterruptedException {
        Provider provider = providers.behind(instance);
        switch (instance.desired()) {
            case RUNNING -> run(instance, provider);
            case STOPPED -> {
                if (instance.state() != InstanceState.STOPPED && !hasFailed(instance.state())) {
                    // Who has it stopped may have said why, which is worth knowing afterwards.
                    Optional<String> why =
                            instance.state() == InstanceState.STOPPING ? instance.reason() : Optional.empty();
                    stop(instance, provider, InstanceState.STOPPING, why);
                    store.settle(instance.name(), Desired.STOPPED, Desired.STOPPED, InstanceState.STOPPED, why);
                }
            }
            case RESTARTED -> {
                stop(instance, provider, InstanceState.RESTARTING, Optional.empty());
                store.settle(
                        instance.name(), Desired.RESTARTED, Desired.RUNNING, InstanceState.STARTING, Optional.empty());
                wake(instance.name());
            }
            case DELETED, FORGOTTEN -> {
                stop(instance, provider, InstanceState.DELETING, Optional.empty());
                provider.remove(instance.place());
                store.remove(instance.name());
            }
        }
    }

    private void run(InstanceRecord instance, Provider provider) throws IOException, InterruptedException {
        if (instance.state() == InstanceState.RUNNING && answers(instance)) {
            return;
        }
        if (instance.state() == InstanceState.RUNNING || instance.state() == InstanceState.UNKNOWN) {
            // One that is there and silent is no failure: it may be the way to it that is gone.
            Optional<AgentAddress> there = provider.find(instance.place());
            if (there.isPresent()) {
                setUp(instance, provider, there.orElseThrow());
                return;
            }
            store.scripts().startsAnew(instance.name());
        }
        Consumer<String> progress = words -> observe(instance, unfinished(instance.state()), Optional.of(words));
        if (instance.state() == InstanceState.CREATING) {
            provider.prepare(instance.place(), progress);
        }
        setUp(instance, provider, provider.start(instance.place(), progress));
    }

    /** What runs before the instance does. A state of its own comes first: one that fails in it is there already. */
    private void setUp(InstanceRecord instance, Provider provider, AgentAddress agent)
            throws IOException, InterruptedException {
        if (!scripts.isPending(instance.name())) {
            runs(instance, agent);
            return;
        }
        Consumer<String> progress = words -> observe(instance, InstanceState.SETTING_UP, Optional.of(words));
        if (instance.state() != InstanceState.SETTING_UP) {
            progress.accept("its setup scripts begin");
            wake(instance.name());
            return;
        }
        ScriptRunner.Place place =
                new ScriptRunner.Place(instance.name(), instance.generation(), provider.inside(instance.place()));
        ScriptRunner.Course course = new ScriptRunner.Course(
                progress, () -> isStillWanted(instance), () -> awaitWritten(instance, provider));
        try {
            if (scripts.run(place, agents.client(agent), course)) {
                runs(instance, agent);
                scripts.forget(place, agents.client(agent));
            } else {
                wake(instance.name());
            }
        } catch (SetupFailed e) {
            LOG.log(Level.WARNING, () -> instance.name() + ": " + e.getMessage());
            provider.stop(instance.place()); // nothing runs on where nobody sees it
            store.setupFailed(instance.name(), e.kind(), e.getMessage());
        }
    }

    private boolean isStillWanted(InstanceRecord instance) {
        return store.find(instance.name())
                .filter(now -> now.desired() == Desired.RUNNING && now.generation() == instance.generation())
                .isPresent();
    }

    private static void awaitWritten(InstanceRecord instance, Provider provider)
            throws IOException, InterruptedException {
        if (provider instanceof WritesLater later) {
            later.awaitWritten(instance.place());
        }
    }

    private void runs(InstanceRecord instance, AgentAddress agent) {
        agents.arrived(instance.name(), agent);
        Optional<String> remark = providers.behind(instance) instanceof Remarks remarks
                ? remarks.remark(instance.place())
                : Optional.empty();
        store.settle(instance.name(), Desired.RUNNING, Desired.RUNNING, InstanceState.RUNNING, remark);
        afterStart.forEach(Runnable::run);
    }

    /** An agent that has crashed may be on its way back; what starts it there has a moment for that. */
    private boolean answers(InstanceRecord instance) throws InterruptedException {
        Instant deadline = Instant.now().plus(CRASH);
        Optional<AgentClient> agent = agents.of(instance.name());
        boolean answers = agent.isPresent() && answers(agent.orElseThrow());
        while (agent.isPresent() && !answers && Instant.now().isBefore(deadline)) {
            Thread.sleep(PAUSE);
            answers = answers(agent.orElseThrow());
        }
        return answers;
    }

    private static boolean answers(AgentClient agent) throws InterruptedException {
        try {
            agent.status();
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "asked in vain: " + e.getMessage());
            return false;
        }
    }

    private static InstanceState unfinished(InstanceState state) {
        return state == InstanceState.CREATING ? InstanceState.CREATING : InstanceState.STARTING;
    }

    private void stop(InstanceRecord instance, Provider provider, InstanceState meanwhile, Optional<String> why)
            throws IOException, InterruptedException {
        if (!hasFailed(instance.state()) && instance.state() != InstanceState.UNKNOWN) {
            observe(instance, meanwhile, why);
        }
        provider.stop(instance.place());
        agents.left(instance.name());
        store.scripts().stopped(instance.name());
        for (AfterStop action : afterStop) {
            action.stopped(instance.name());
        }
    }

    /** Writes what is; while somebody wants something else already, the state that they were told stands. */
    private void observe(InstanceRecord instance, InstanceState state, Optional<String> reason) {
        store.settle(instance.name(), instance.desired(), instance.desired(), state, reason);
    }

    /** What a failed step leaves: a state with its reason, and nothing half-made of an instance that never was. */
    private void failed(InstanceRecord instance, String reason) {
        if (closed) {
            return; // it was interrupted, which is nobody's failure
        }
        switch (instance.desired()) {
            case RUNNING -> {
                agents.left(instance.name());
                boolean never = instance.state() == InstanceState.CREATING;
                if (never) {
                    cleanUp(instance);
                }
                store.settle(
                        instance.name(),
                        Desired.RUNNING,
                        Desired.STOPPED,
                        never ? InstanceState.CREATE_FAILED : InstanceState.UNUSABLE,
                        Optional.of(reason));
            }
            case STOPPED, RESTARTED, DELETED, FORGOTTEN ->
                observe(instance, InstanceState.UNUSABLE, Optional.of(reason));
        }
    }

    private void cleanUp(InstanceRecord instance) {
        Provider provider = providers.behind(instance);
        try {
            provider.stop(instance.place());
            provider.remove(instance.place());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, () -> instance.name() + ": what was half-made could not be removed", e);
        }
    }

    private static boolean hasFailed(InstanceState state) {
        return state == InstanceState.CREATE_FAILED
                || state == InstanceState.SETUP_FAILED
                || state == InstanceState.UNUSABLE;
    }

    /** Ends what is under way, which the next start takes up; nothing asks a provider for anything afterwards. */
    @Override
    public void close() {
        closed = true;
        watch.interrupt();
        workers.end();
        remnants.end();
        Instant deadline = Instant.now().plus(END);
        try {
            workers.awaitEnd(deadline);
            remnants.awaitEnd(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
