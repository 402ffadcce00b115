package dev.atelier.gateway.compute;

import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.gateway.event.EventLog;
import dev.atelier.gateway.identity.People;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.provider.MemoryProvider;
import dev.atelier.gateway.setup.ScriptLogs;
import dev.atelier.gateway.setup.ScriptRunner;
import dev.atelier.gateway.share.Share;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A store, three people and instances in memory: what stands behind the routes, without the gate. */
public final class World implements AutoCloseable {
    public static final Principal ADA = Principal.person("ada", Role.OWNER);
    public static final Principal BEN = Principal.person("ben", Role.CONTRIBUTOR);
    public static final Principal CLEO = Principal.person("cleo", Role.CONTRIBUTOR);

    public final MemoryProvider provider = new MemoryProvider();
    public final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    public final Database database;
    public final EventLog events;
    public final People people;
    public final InstanceStore instances;
    public final ScriptLogs scriptLogs;
    public final FakeOccupation occupation = new FakeOccupation();
    public Agents agents;
    public Reconciler reconciler;
    public Computes computes;
    public Attachments attachments;
    public Resizes resizes;
    public Pools pools;
    public IdleWatch idle;
    /** How much later it is for the reconciler. */
    public volatile Duration later = Duration.ZERO;

    public QuotaBook quotas;
    /** What the operator has decided by now. */
    public volatile Bounds bounds = Bounds.none();

    public ScheduleWatch schedules;

    public World(Path folder) {
        database = Database.open(folder.resolve("atelier.db"));
        events = new EventLog(database);
        people = new People(database);
        List.of(ADA, BEN, CLEO, Principal.person("dora", Role.READER))
                .forEach(p -> people.admit(p.person(), p.role(), "token-of-" + p.person()));
        instances = new InstanceStore(database, events);
        scriptLogs = new ScriptLogs(share(folder));
        begin();
    }

    private static Share share(Path folder) {
        try {
            return new Share(Files.createDirectories(folder.resolve("share")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another's agent comes in its name, before anything says that the instance runs. */
    public void agentArrives(String name, String other) {
        agents.arrived(name, provider.agent(other).address());
    }

    /** A new gateway process on the same store: nothing of the old one's memory is left. */
    public void restart() {
        reconciler.close();
        begin();
        reconciler.start();
    }

    private void begin() {
        agents = new Agents(http);
        Providers providers = new Providers(List.of(provider), Optional.empty());
        reconciler = new Reconciler(
                instances,
                providers,
                agents,
                new ScriptRunner(instances.scripts(), scriptLogs),
                () -> System.nanoTime() + later.toNanos());
        quotas = new QuotaBook(instances, providers, () -> bounds);
        computes = new Computes(instances, providers, agents, reconciler, quotas, people);
        attachments = new Attachments(instances, providers, computes);
        resizes = new Resizes(instances, providers, computes, quotas);
        pools = new Pools(database, providers);
        idle = new IdleWatch(instances, agents, reconciler, occupation, IdleWatch.Pace.standard());
        schedules = new ScheduleWatch(instances, computes, agents, reconciler, occupation, IdleWatch.Pace.standard());
    }

    public InstanceRecord running(Principal who, String name) {
        computes.create(who, name, InstanceSpec.defaults());
        return awaitState(name, InstanceState.RUNNING);
    }

    public InstanceRecord awaitState(String name, InstanceState state) {
        return await(name + " to be " + state)
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> instances.find(name),
                        i -> i.filter(r -> r.state() == state).isPresent())
                .orElseThrow();
    }

    /** Until no instance has anything to do. */
    public void awaitIdle() {
        await().until(reconciler::isIdle);
    }

    public void awaitGone(String name) {
        await(name + " to be gone")
                .atMost(Duration.ofSeconds(20))
                .until(() -> instances.find(name).isEmpty());
    }

    @Override
    public void close() {
        reconciler.close();
        provider.close();
        http.shutdownNow();
        database.close();
    }
}
