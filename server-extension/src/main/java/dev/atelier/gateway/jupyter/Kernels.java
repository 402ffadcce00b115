package dev.atelier.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.jupyter.KernelTable.Fate;
import dev.atelier.gateway.jupyter.KernelTable.Row;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.link.AgentUnreachable;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The kernels of all instances. A kernel of an instance that does not answer is shown as it was last seen, one whose
 * instance has to start first as {@code starting}, with what is being done as its {@code reason}. One that ended with its
 * instance is not shown, but may be restarted by its id.
 */
public final class Kernels implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Kernels.class.getName());
    private static final Duration START = Duration.ofSeconds(90);
    /** Most kernels that can't live die at once. To wait longer would keep pages from sending, which drop cells meanwhile. */
    private static final double EARLY_DEATH_SECONDS = 0.25;

    private static final int MOST = 200;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final KernelTable table;
    private final Computes computes;
    private final Agents agents;
    private final PendingStarts pending;
    /** The kernels that this gateway is just starting. */
    private final Set<String> starting = ConcurrentHashMap.newKeySet();

    public Kernels(Database database, Computes computes, Agents agents) {
        this.table = new KernelTable(database);
        this.computes = computes;
        this.agents = agents;
        this.pending = new PendingStarts(computes);
    }

    /** Goes on waiting for the instances of kernels that an earlier gateway promised; before anybody can ask for one. */
    public void resume() {
        table.waiting().forEach(row -> pending.begin(row.id(), row.compute(), once(row)));
    }

    /**
     * A wish for a kernel.
     *
     * @param id a kernel's that lives, or the one that a new kernel shall have
     * @param name the kernelspec's name as clients see it; the default when empty
     * @param path the notebook's path on the share; its folder is where the kernel begins
     */
    public record Wish(
            Optional<String> id, Optional<String> name, Optional<String> path, Map<String, String> environment) {}

    public int countOn(String compute) {
        return (int)
                table.all().stream().filter(r -> r.compute().equals(compute)).count();
    }

    /** How many of them are being started. */
    public int startingOn(String compute) {
        return (int) table.all().stream()
                .filter(r -> r.compute().equals(compute) && isStarting(r.id()))
                .count();
    }

    public int count() {
        return table.all().size();
    }

    public List<ObjectNode> all() throws InterruptedException {
        return all(table.all());
    }

    /** Those that this person may use: a client takes a kernel that is listed for one that it may open. */
    public List<ObjectNode> all(Principal who) throws InterruptedException {
        return all(table.all().stream().filter(row -> !isForeign(who, row)).toList());
    }

    /** Whether it is there, and on an instance that this person may not use. */
    boolean isForeign(Principal who, String id) {
        return table.find(id).filter(row -> isForeign(who, row)).isPresent();
    }

    private boolean isForeign(Principal who, Row row) {
        return computes.find(row.compute())
                .filter(instance -> !computes.mayUse(who, instance))
                .isPresent();
    }

    private List<ObjectNode> all(List<Row> rows) throws InterruptedException {
        Set<String> instances = rows.stream().map(Row::compute).collect(Collectors.toSet());
        Map<String, JsonNode> lists = agents.ask(instances, "/api/kernels", JsonNode.class);
        List<ObjectNode> models = new ArrayList<>();
        for (Row row : rows) {
            Optional<JsonNode> list =
                    row.fate() == Fate.FAILED ? Optional.empty() : Optional.ofNullable(lists.get(row.compute()));
            Optional<JsonNode> live = list.flatMap(l -> entry(l, row.id()));
            if (live.isPresent()) {
                models.add(shown(row, live.orElseThrow()));
            } else if (list.isPresent()) {
                forgetIfGone(row).ifPresent(models::add);
            } else {
                models.add(lastKnown(row));
            }
        }
        return models;
    }

    private static Optional<JsonNode> entry(JsonNode kernels, String id) {
        return kernels.valueStream()
                .filter(k -> k.path("id").asText().equals(id))
                .findFirst();
    }

    /** A kernel that its agent did not list is starting, or gone. */
    private Optional<ObjectNode> forgetIfGone(Row row) throws InterruptedException {
        if (isStarting(row.id())) {
            return Optional.of(lastKnown(row));
        }
        try {
            return Optional.of(one(row.id()));
        } catch (IOException e) {
            return Optional.of(lastKnown(row));
        } catch (ProblemException e) {
            return e.problem().status() == 404 ? Optional.empty() : Optional.of(lastKnown(row));
        }
    }

    public ObjectNode one(String id) throws IOException, InterruptedException {
        Row row = require(id);
        Optional<AgentClient> agent = agents.of(row.compute());
        if (agent.isEmpty() || row.fate() == Fate.FAILED || isStarting(id)) {
            return lastKnown(row);
        }
        try {
            JsonNode model = agent.orElseThrow().get("/api/kernels/" + id).as(JsonNode.class);
            ObjectNode shown = shown(row, model);
            table.seen(id, Json.write(shown));
            return shown;
        } catch (ProblemException e) {
            if (e.problem().status() == 404 && !isStarting(id)) {
                table.delete(id);
            }
            throw e;
        } catch (AgentUnreachable e) {
            LOG.log(Level.INFO, () -> row.compute() + ": a kernel as last known: " + e.getMessage());
            return lastKnown(row);
        }
    }

    /** Whether it is this gateway that knows of it, and not yet an agent. */
    private boolean isStarting(String id) {
        return starting.contains(id) || pending.of(id).isPresent();
    }

    /** What happens for a kernel whose instance has to start first. */
    public Optional<PendingStart> pending(Principal who, String id) {
        Optional<PendingStart> start = pending.of(id);
        start.ifPresent(s -> computes.requireUser(who, computes.require(s.compute())));
        return start;
    }

    /**
     * The kernel of the wish's id where it lives; else starts one. Back as soon as the kernel lives, before it has answered;
     * where its instance has to start first, at once with a model that is {@code starting}.
     *
     * @throws ProblemException {@code not-running} (409) for an instance that neither runs nor is stopped
     */
    public ObjectNode start(Principal who, Wish wish) throws IOException, InterruptedException {
        if (wish.id().filter(this::exists).isPresent()) {
            requireUser(who, wish.id().orElseThrow());
            return one(wish.id().orElseThrow());
        }
        String id = wish.id().orElseGet(() -> UUID.randomUUID().toString());
        if (!ID.matcher(id).matches()) {
            throw Problem.of(
                            400, "bad-kernel-id", "A kernel's id is a UUID in lower case, not " + Names.shown(id) + ".")
                    .asException();
        }
        String shownName = wish.name().orElse("python3");
        SpecName name = SpecName.parse(shownName, computes);
        computes.requireUser(who, computes.require(name.compute()));
        if (count() >= MOST) {
            throw Problem.of(
                            429,
                            "too-many-kernels",
                            MOST + " kernels run, which is the most.",
                            "Shut down some that are not needed.")
                    .asException();
        }
        Row row = new Row(id, who.person(), name.compute(), name.spec(), "", KernelOrder.write(wish), Fate.LIVE);
        return isToStart(row.compute())
                ? startBehind(who, row)
                : startNow(row, computes.agent(row.compute()), Optional.of(EARLY_DEATH_SECONDS));
    }

    /** Whether the instance has to start first, or is starting already. */
    private boolean isToStart(String compute) {
        InstanceRecord instance = computes.require(compute);
        return instance.state() == InstanceState.STOPPED || instance.starting();
    }

    private ObjectNode startNow(Row row, AgentClient agent, Optional<Double> patience)
            throws IOException, InterruptedException {
        if (!starting.add(row.id())) {
            throw beingStarted(row.id());
        }
        try {
            table.begin(row);
            return startAs(row, agent, patience);
        } catch (ProblemException e) {
            if (row.fate() == Fate.LIVE) {
                table.delete(row.id());
            } else {
                table.failed(row.id(), Json.write(dead(row, e.problem())));
            }
            throw e;
        } finally {
            starting.remove(row.id());
        }
    }

    private static ObjectNode dead(Row row, Problem why) {
        return model(row, "dead").put("reason", why.sentences());
    }

    /** Nobody's request waits for an instance: clients give up at times of their own, and see nothing meanwhile. */
    private ObjectNode startBehind(Principal who, Row row) {
        if (computes.require(row.compute()).state() == InstanceState.STOPPED) {
            computes.start(who, row.compute());
        }
        if (!starting.add(row.id())) {
            throw beingStarted(row.id());
        }
        try {
            table.promise(row);
            if (!pending.begin(row.id(), row.compute(), once(row))) {
                throw beingStarted(row.id());
            }
            return lastKnown(row);
        } finally {
            starting.remove(row.id());
        }
    }

    private PendingStarts.Work once(Row row) {
        return new PendingStarts.Work() {
            @Override
            public void start(AgentClient agent) throws IOException, InterruptedException {
                startAs(row, agent, Optional.of(EARLY_DEATH_SECONDS));
            }

            @Override
            public void failed(Problem why) {
                table.failed(row.id(), Json.write(dead(row, why)));
            }
        };
    }

    private static ProblemException beingStarted(String id) {
        return Problem.of(409, "kernel-exists", "A kernel with the id " + id + " is being started.")
                .asException();
    }

    /** Without an answer nobody knows whether the kernel runs: its row stays until the agent has said so. */
    private ObjectNode startAs(Row row, AgentClient agent, Optional<Double> patience)
            throws IOException, InterruptedException {
        JsonNode model = agent.call("POST", "/api/kernels", Optional.of(KernelOrder.of(row, patience)), START)
                .as(JsonNode.class);
        ObjectNode shown = shown(row, model);
        table.started(row.id(), Json.write(shown));
        return shown;
    }

    /** For whoever manages its instance too: it ends, and nobody looks into it. */
    public void delete(Principal who, String id) throws IOException, InterruptedException {
        Row row = require(id);
        computes.requireOwner(who, computes.require(row.compute()));
        boolean waited = pending.cancel(id);
        Optional<AgentClient> host = row.fate() == Fate.FAILED ? Optional.empty() : host(row.compute());
        if (host.isPresent()) {
            end(host.orElseThrow(), id, waited);
        }
        table.delete(id);
    }

    /** The agent that may have the instance's kernels; none where the instance has not got so far, or is stopped. */
    private Optional<AgentClient> host(String compute) throws InterruptedException {
        if (computes.require(compute).state() == InstanceState.STOPPED) {
            return Optional.empty();
        }
        return isToStart(compute) ? agents.of(compute) : Optional.of(computes.agent(compute));
    }

    /** @param waited whether the agent need not have heard of it yet */
    private static void end(AgentClient agent, String id, boolean waited) throws IOException, InterruptedException {
        try {
            agent.call("DELETE", "/api/kernels/" + id, Optional.empty(), START);
        } catch (ProblemException e) {
            if (!waited || e.problem().status() != 404) {
                throw e;
            }
        }
    }

    public void interrupt(Principal who, String id) throws IOException, InterruptedException {
        agentOf(who, id).call("POST", "/api/kernels/" + id + "/interrupt", Optional.empty(), START);
    }

    /**
     * Restarts a kernel, whatever became of it; one whose instance has to start first is {@code starting} when this returns.
     *
     * @throws ProblemException {@code unknown-kernel} (404)
     */
    public ObjectNode restart(Principal who, String id) throws IOException, InterruptedException {
        Row row = table.find(id).orElseThrow(() -> unknown(id));
        requireUser(who, id);
        if (pending.of(id).isPresent()) {
            return lastKnown(row);
        }
        if (isToStart(row.compute())) {
            return startBehind(who, row);
        }
        AgentClient agent = computes.agent(row.compute());
        if (row.fate() != Fate.LIVE) {
            return startNow(row, agent, Optional.empty());
        }
        JsonNode model = agent.call("POST", "/api/kernels/" + id + "/restart", Optional.empty(), START)
                .as(JsonNode.class);
        return shown(row, model);
    }

    /** The cells that the kernel has not finished, as its agent lists them. */
    public JsonNode executions(Principal who, String id) throws IOException, InterruptedException {
        return pending(who, id).isPresent()
                ? Json.mapper().createArrayNode() // what clients have sent is not yet the kernel's
                : agentOf(who, id).get("/api/kernels/" + id + "/executions").as(JsonNode.class);
    }

    /** The agent that hosts the kernel, if this person may use it. */
    public AgentClient agentOf(Principal who, String id) throws InterruptedException {
        Row row = require(id);
        computes.requireUser(who, computes.require(row.compute()));
        if (row.fate() == Fate.FAILED) {
            throw Problem.of(409, "kernel-dead", lastKnown(row).path("reason").asText(), "Then restart the kernel.")
                    .asException();
        }
        return computes.agent(row.compute());
    }

    /** @throws ProblemException {@code not-yours} (403) where the person may not use what runs on its instance */
    void requireUser(Principal who, String id) {
        Row row = table.find(id).orElseThrow(() -> unknown(id));
        computes.requireUser(who, computes.require(row.compute()));
    }

    boolean isOn(String id, String compute) {
        return table.find(id).filter(row -> row.compute().equals(compute)).isPresent();
    }

    boolean exists(String id) {
        return table.find(id).filter(row -> row.fate() != Fate.ENDED).isPresent();
    }

    /** Whether a notebook that wants a kernel should rather have another than this one, which does not live but may again. */
    boolean hasEnded(String id) {
        return table.find(id)
                .filter(row -> row.fate() == Fate.ENDED || row.fate() == Fate.FAILED)
                .isPresent();
    }

    /** The kernels of an instance that has stopped ended with it; those that wait for it are told by whom they wait with. */
    public void stopped(String compute) {
        table.all().stream()
                .filter(r -> r.compute().equals(compute) && r.fate() == Fate.LIVE)
                .filter(r -> pending.of(r.id()).isEmpty())
                .forEach(r -> table.ended(r.id()));
    }

    private Row require(String id) {
        return table.find(id).filter(row -> row.fate() != Fate.ENDED).orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(String id) {
        return Problem.of(404, "unknown-kernel", "Kernel does not exist: " + Names.shown(id))
                .asException();
    }

    private static ObjectNode shown(Row row, JsonNode model) {
        ObjectNode copy = model.deepCopy();
        copy.put("name", row.specName().shown());
        return copy;
    }

    private ObjectNode lastKnown(Row row) {
        if (!row.model().isEmpty() && pending.of(row.id()).isEmpty()) {
            return (ObjectNode) Json.read(row.model(), JsonNode.class);
        }
        ObjectNode model = model(row, "starting");
        pending.of(row.id()).ifPresent(start -> model.put("reason", start.words()));
        return model;
    }

    private static ObjectNode model(Row row, String state) {
        return Json.mapper()
                .createObjectNode()
                .put("id", row.id())
                .put("name", row.specName().shown())
                .put("last_activity", Timestamps.format(Timestamps.now()))
                .put("execution_state", state)
                .put("connections", 0);
    }

    @Override
    public void close() {
        pending.close();
    }
}
