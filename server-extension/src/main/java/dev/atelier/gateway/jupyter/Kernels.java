package dev.atelier.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.Timestamps;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.identity.Principal;
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

/** The kernels of all instances. A kernel of an instance that does not answer is shown as it was last seen. */
public final class Kernels {
    private static final System.Logger LOG = System.getLogger(Kernels.class.getName());
    private static final Duration START = Duration.ofSeconds(90);
    /** Most kernels that can't live die at once. To wait longer would keep pages from sending, which drop cells meanwhile. */
    private static final double EARLY_DEATH_SECONDS = 0.25;

    private static final int MOST = 200;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final KernelTable table;
    private final Computes computes;
    private final Agents agents;
    /** The kernels that this gateway is just starting. */
    private final Set<String> starting = ConcurrentHashMap.newKeySet();

    public Kernels(Database database, Computes computes, Agents agents) {
        this.table = new KernelTable(database);
        this.computes = computes;
        this.agents = agents;
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

    public int count() {
        return table.all().size();
    }

    public List<ObjectNode> all() throws InterruptedException {
        List<KernelTable.Row> rows = table.all();
        Set<String> instances = rows.stream().map(KernelTable.Row::compute).collect(Collectors.toSet());
        Map<String, JsonNode> lists = agents.ask(instances, "/api/kernels", JsonNode.class);
        List<ObjectNode> models = new ArrayList<>();
        for (KernelTable.Row row : rows) {
            Optional<JsonNode> list = Optional.ofNullable(lists.get(row.compute()));
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
    private Optional<ObjectNode> forgetIfGone(KernelTable.Row row) throws InterruptedException {
        if (starting.contains(row.id())) {
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
        KernelTable.Row row = require(id);
        Optional<AgentClient> agent = agents.of(row.compute());
        if (agent.isEmpty()) {
            return lastKnown(row);
        }
        try {
            JsonNode model = agent.orElseThrow().get("/api/kernels/" + id).as(JsonNode.class);
            ObjectNode shown = shown(row, model);
            table.seen(id, Json.write(shown));
            return shown;
        } catch (ProblemException e) {
            if (e.problem().status() == 404 && !starting.contains(id)) {
                table.delete(id);
            }
            throw e;
        } catch (AgentUnreachable e) {
            LOG.log(Level.INFO, () -> row.compute() + ": a kernel as last known: " + e.getMessage());
            return lastKnown(row);
        }
    }

    /**
     * The kernel of the wish's id where it lives; else starts one, and its instance where that is stopped. Back as soon as
     * the kernel lives, before it has answered.
     */
    public ObjectNode start(Principal who, Wish wish) throws IOException, InterruptedException {
        if (wish.id().filter(this::exists).isPresent()) {
            requireOwner(who, wish.id().orElseThrow());
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
        computes.requireOwner(who, computes.require(name.compute()));
        if (count() >= MOST) {
            throw Problem.of(
                            429,
                            "too-many-kernels",
                            MOST + " kernels run, which is the most.",
                            "Shut down some that are not needed.")
                    .asException();
        }
        AgentClient agent = computes.startedAgent(who, name.compute());
        if (!starting.add(id)) {
            throw Problem.of(409, "kernel-exists", "A kernel with the id " + id + " is being started.")
                    .asException();
        }
        try {
            table.insert(new KernelTable.Row(id, who.person(), name.compute(), name.spec(), ""));
            return startAs(id, agent, name, wish);
        } finally {
            starting.remove(id);
        }
    }

    /** Without an answer nobody knows whether the kernel runs: its row stays until the agent has said so. */
    private ObjectNode startAs(String id, AgentClient agent, SpecName name, Wish wish)
            throws IOException, InterruptedException {
        try {
            ObjectNode order = Json.mapper().createObjectNode();
            order.put("name", name.spec()).put("kernel_id", id).put("wait_seconds", EARLY_DEATH_SECONDS);
            wish.path().ifPresent(p -> order.put("path", p).put("cwd", folder(p)));
            order.set("env", Json.mapper().valueToTree(wish.environment()));
            JsonNode model = agent.call("POST", "/api/kernels", Optional.of(order), START)
                    .as(JsonNode.class);
            ObjectNode shown = shown(require(id), model);
            table.seen(id, Json.write(shown));
            return shown;
        } catch (ProblemException e) {
            table.delete(id);
            throw e;
        }
    }

    private static String folder(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    public void delete(Principal who, String id) throws IOException, InterruptedException {
        agentOf(who, id).call("DELETE", "/api/kernels/" + id, Optional.empty(), START);
        table.delete(id);
    }

    public void interrupt(Principal who, String id) throws IOException, InterruptedException {
        agentOf(who, id).call("POST", "/api/kernels/" + id + "/interrupt", Optional.empty(), START);
    }

    public ObjectNode restart(Principal who, String id) throws IOException, InterruptedException {
        JsonNode model = agentOf(who, id)
                .call("POST", "/api/kernels/" + id + "/restart", Optional.empty(), START)
                .as(JsonNode.class);
        return shown(require(id), model);
    }

    /** The agent that hosts the kernel, if this person may use it. */
    public AgentClient agentOf(Principal who, String id) throws InterruptedException {
        KernelTable.Row row = require(id);
        computes.requireOwner(who, computes.require(row.compute()));
        return computes.agent(row.compute());
    }

    /** @throws ProblemException {@code not-yours} (403) where the person may not change what runs on its instance */
    void requireOwner(Principal who, String id) {
        computes.requireOwner(who, computes.require(require(id).compute()));
    }

    boolean exists(String id) {
        return table.find(id).isPresent();
    }

    /** Drops the kernels of an instance that has stopped: they ended with it. */
    public void stopped(String compute) {
        table.all().stream().filter(r -> r.compute().equals(compute)).forEach(r -> table.delete(r.id()));
    }

    private KernelTable.Row require(String id) {
        return table.find(id)
                .orElseThrow(() -> Problem.of(404, "unknown-kernel", "Kernel does not exist: " + Names.shown(id))
                        .asException());
    }

    private static ObjectNode shown(KernelTable.Row row, JsonNode model) {
        ObjectNode copy = model.deepCopy();
        copy.put("name", row.specName().shown());
        return copy;
    }

    private static ObjectNode lastKnown(KernelTable.Row row) {
        if (!row.model().isEmpty()) {
            return (ObjectNode) Json.read(row.model(), JsonNode.class);
        }
        return Json.mapper()
                .createObjectNode()
                .put("id", row.id())
                .put("name", row.specName().shown())
                .put("last_activity", Timestamps.format(Timestamps.now()))
                .put("execution_state", "starting")
                .put("connections", 0);
    }
}
