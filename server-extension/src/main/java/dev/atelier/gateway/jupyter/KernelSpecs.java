package dev.atelier.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The kernelspecs of all instances; of one that does not answer, those that it had when it last did. */
public final class KernelSpecs {
    private static final String PREFERRED = "python3";

    private final Computes computes;
    private final Agents agents;
    private final Map<String, JsonNode> lastKnown = new ConcurrentHashMap<>();

    public KernelSpecs(Computes computes, Agents agents) {
        this.computes = computes;
        this.agents = agents;
    }

    /** {@code {default, kernelspecs: {name: {name, spec, resources}}}}. */
    public ObjectNode all() throws InterruptedException {
        ObjectNode specs = Json.mapper().createObjectNode();
        List<InstanceRecord> instances = computes.all();
        lastKnown
                .keySet()
                .retainAll(instances.stream().map(InstanceRecord::name).toList());
        refresh(instances.stream().map(InstanceRecord::name).toList());
        for (InstanceRecord instance : instances) {
            JsonNode its = of(instance.name());
            its.properties().forEach(e -> {
                SpecName name = new SpecName(instance.name(), e.getKey());
                specs.set(name.shown(), shown(name, e.getValue()));
            });
        }
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.put(
                "default",
                specs.has(PREFERRED) || specs.isEmpty()
                        ? PREFERRED
                        : specs.fieldNames().next());
        answer.set("kernelspecs", specs);
        return answer;
    }

    public JsonNode one(String shownName) throws InterruptedException {
        SpecName name = SpecName.parse(shownName, computes);
        refresh(List.of(name.compute()));
        JsonNode entry = of(name.compute()).get(name.spec());
        if (entry == null) {
            throw unknown(shownName).asException();
        }
        return shown(name, entry);
    }

    /** A file of a kernelspec: a logo, {@code kernel.js}. */
    public AgentClient.Answer resource(String shownName, String file) throws IOException, InterruptedException {
        SpecName name = SpecName.parse(shownName, computes);
        return computes.agent(name.compute()).get(dev.atelier.api.client.Call.path("kernelspecs", name.spec(), file));
    }

    private void refresh(List<String> instances) throws InterruptedException {
        agents.ask(instances, "/api/kernelspecs", JsonNode.class)
                .forEach((instance, answer) -> lastKnown.put(instance, answer.path("kernelspecs")));
    }

    private JsonNode of(String instance) {
        return lastKnown.getOrDefault(instance, Json.mapper().createObjectNode());
    }

    private static ObjectNode shown(SpecName name, JsonNode entry) {
        ObjectNode copy = entry.deepCopy();
        copy.put("name", name.shown());
        String display = entry.path("spec").path("display_name").asText(name.spec());
        String plain = display.replaceFirst(" \\(ipykernel\\)$", "");
        if (copy.get("spec") instanceof ObjectNode spec) {
            spec.put("display_name", name.compute().equals(Computes.LOCAL) ? plain : plain + " · " + name.compute());
        }
        ObjectNode resources = copy.putObject("resources");
        entry.path("resources").properties().forEach(r -> {
            String file = r.getValue().asText();
            resources.put(r.getKey(), "/kernelspecs/" + name.shown() + "/" + file.substring(file.lastIndexOf('/') + 1));
        });
        return copy;
    }

    static Problem unknown(String name) {
        return Problem.of(
                404,
                "unknown-kernelspec",
                "There is no kernel “" + Names.shown(name) + "”.",
                "Choose one of the kernel list, or create its instance first.");
    }
}
