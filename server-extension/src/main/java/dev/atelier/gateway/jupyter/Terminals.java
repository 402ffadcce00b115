package dev.atelier.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import dev.atelier.api.client.Call;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.link.AgentUnreachable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The terminals of all instances, each with its agent. A person sees those of the instances that they may use; one that does
 * not answer keeps those that it had when it last did. A terminal has all the power of its instance.
 */
public final class Terminals {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String ALL = "/api/terminals";

    private final Computes computes;
    private final Agents agents;
    /** By instance, what its agent listed last. */
    private final Map<String, JsonNode> lastKnown = new ConcurrentHashMap<>();

    public Terminals(Computes computes, Agents agents) {
        this.computes = computes;
        this.agents = agents;
    }

    /**
     * Where a terminal is.
     *
     * @param name what the agent calls it
     */
    public record Place(AgentClient agent, String name) {}

    /** {@code [{"name","last_activity"}]}. */
    public List<ObjectNode> all(Principal who) throws InterruptedException {
        List<String> mine = computes.all().stream()
                .filter(instance -> computes.mayUse(who, instance))
                .map(InstanceRecord::name)
                .filter(instance -> agents.of(instance).isPresent())
                .toList();
        lastKnown.putAll(agents.ask(mine, ALL, JsonNode.class));
        List<ObjectNode> shown = new ArrayList<>();
        for (String instance : mine) {
            JsonNode its = lastKnown.getOrDefault(instance, Json.mapper().createArrayNode());
            its.forEach(model -> shown.add(shown(instance, model)));
        }
        return shown;
    }

    /**
     * Opens a terminal, or gives the one of this name; waits a moment for an instance that is starting.
     *
     * @param compute the instance; without it, the one that the name begins with, or {@code local}
     * @throws ProblemException {@code unknown-instance} (404), {@code not-running} (409), {@code not-started} (409) where it was
     *     starting and does not run then, {@code start-timeout} (504), {@code not-yours} (403)
     */
    public ObjectNode open(Principal who, Optional<String> compute, Optional<String> name, Optional<String> cwd)
            throws IOException, InterruptedException {
        TerminalName wanted = wanted(compute, name);
        computes.requireUser(who, computes.require(wanted.compute()));
        ObjectNode order = Json.mapper().createObjectNode();
        if (!wanted.name().isEmpty()) {
            order.put("name", wanted.checked().name());
        }
        cwd.ifPresent(folder -> order.put("cwd", folder));
        JsonNode model = agent(wanted.compute())
                .call("POST", ALL, Optional.of(order), TIMEOUT)
                .as(JsonNode.class);
        return shown(wanted.compute(), model);
    }

    /** A browser has six connections, and a page that is opened again may ask for as many terminals: nobody waits long. */
    private AgentClient agent(String compute) throws InterruptedException {
        return computes.require(compute).starting()
                ? computes.awaitAgent(compute, PATIENCE, news -> {})
                : computes.agent(compute);
    }

    /** With an empty name where the agent is to find one. */
    private TerminalName wanted(Optional<String> compute, Optional<String> name) {
        Optional<TerminalName> parsed = name.map(this::parse);
        if (compute.isEmpty()) {
            return parsed.orElseGet(() -> new TerminalName(Computes.LOCAL, ""));
        }
        String instance = computes.require(compute.orElseThrow()).name();
        return parsed.filter(p -> p.compute().equals(instance))
                .orElseGet(() -> new TerminalName(instance, name.orElse("")));
    }

    public ObjectNode one(Principal who, String shownName) throws IOException, InterruptedException {
        TerminalName name = parse(shownName);
        Place place = place(who, shownName);
        try {
            return shown(name.compute(), place.agent().get(path(place)).as(JsonNode.class));
        } catch (AgentUnreachable e) {
            return lastKnown
                    .getOrDefault(name.compute(), Json.mapper().createArrayNode())
                    .valueStream()
                    .filter(model -> model.path("name").asText().equals(name.name()))
                    .findFirst()
                    .map(model -> shown(name.compute(), model))
                    .orElseThrow(() -> e);
        }
    }

    /** For whoever manages its instance too. */
    public void delete(Principal who, String shownName) throws IOException, InterruptedException {
        TerminalName name = parse(shownName);
        computes.requireOwner(who, computes.require(name.compute()));
        Place place = place(name);
        place.agent().call("DELETE", path(place), Optional.empty(), TIMEOUT);
    }

    /** Where it is, for whoever may use its instance. */
    public Place place(Principal who, String shownName) throws InterruptedException {
        TerminalName name = parse(shownName);
        computes.requireUser(who, computes.require(name.compute()));
        return place(name);
    }

    private Place place(TerminalName name) throws InterruptedException {
        return new Place(computes.agent(name.compute()), name.name());
    }

    /** Its instance has stopped, and it ended with that. */
    public void stopped(String compute) {
        lastKnown.remove(compute);
    }

    private static String path(Place place) {
        return Call.path("api", "terminals", place.name());
    }

    private TerminalName parse(String shown) {
        return TerminalName.parse(shown, instances());
    }

    private List<String> instances() {
        return computes.all().stream().map(InstanceRecord::name).toList();
    }

    private ObjectNode shown(String compute, JsonNode model) {
        ObjectNode copy = model.deepCopy();
        String name = model.path("name").asText();
        return copy.put("name", new TerminalName(compute, name).shown(instances()));
    }
}
