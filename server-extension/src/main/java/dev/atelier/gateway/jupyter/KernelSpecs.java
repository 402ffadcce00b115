package dev.atelier.gateway.jupyter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.api.Names;
import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.Agents;
import dev.atelier.gateway.compute.Computes;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The kernelspecs of all instances; of one that is stopped or does not answer, those that it had when it last did. The name
 * that people see says when an instance does not run: {@code Python 3 · box1 (stopped)}.
 */
public final class KernelSpecs {
    private static final System.Logger LOG = System.getLogger(KernelSpecs.class.getName());
    private static final Duration FIRST = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 50;
    private static final String PREFERRED = "python3";

    private final Computes computes;
    private final Agents agents;
    private final KnownSpecs known;

    public KernelSpecs(Database database, Computes computes, Agents agents) {
        this.known = new KnownSpecs(database);
        this.computes = computes;
        this.agents = agents;
    }

    /**
     * {@code {default, kernelspecs: {name: {name, spec, resources}}}}. A gateway that has just begun for the first time waits until an
     * instance has told its own: an empty list is an error to clients, or makes them invent a kernel.
     *
     * @throws dev.atelier.api.ProblemException {@code no-kernels-yet} (503)
     */
    public ObjectNode all() throws InterruptedException {
        List<InstanceRecord> instances = computes.all();
        List<String> names = instances.stream().map(InstanceRecord::name).toList();
        boolean told = refresh(names);
        Instant deadline = Instant.now().plus(FIRST);
        while (!told && names.stream().allMatch(name -> known.of(name).isEmpty())) {
            if (Instant.now().isAfter(deadline)) {
                throw Problem.of(
                                503,
                                "no-kernels-yet",
                                "No instance has told its kernels yet.",
                                "Try again in a moment.")
                        .asException();
            }
            Thread.sleep(PAUSE_MILLIS);
            told = refresh(names);
        }
        return list(instances);
    }

    private ObjectNode list(List<InstanceRecord> instances) {
        ObjectNode specs = Json.mapper().createObjectNode();
        for (InstanceRecord instance : instances) {
            known.of(instance.name()).properties().forEach(e -> {
                SpecName name = new SpecName(instance.name(), e.getKey());
                specs.set(name.shown(), shown(instance, name, e.getValue()));
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
        JsonNode entry = known.of(name.compute()).path(name.spec());
        if (entry.isMissingNode()) {
            throw unknown(shownName).asException();
        }
        return shown(computes.require(name.compute()), name, entry);
    }

    /** A file of a kernelspec: a logo, {@code kernel.js}. */
    public AgentClient.Answer resource(String shownName, String file) throws IOException, InterruptedException {
        SpecName name = SpecName.parse(shownName, computes);
        return computes.agent(name.compute()).get(dev.atelier.api.client.Call.path("kernelspecs", name.spec(), file));
    }

    /** Whether any of them has answered. */
    private boolean refresh(List<String> instances) throws InterruptedException {
        Map<String, JsonNode> answers = agents.ask(instances, "/api/kernelspecs", JsonNode.class);
        answers.forEach((instance, answer) -> known.keep(instance, answer.path("kernelspecs")));
        return !answers.isEmpty();
    }

    /** Has a new agent asked, so that its kernelspecs are known even if nobody looks before it is stopped. */
    public void arrived(String instance) {
        Thread.ofVirtual().name("kernelspecs-" + instance).start(() -> {
            try {
                refresh(List.of(instance));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) { // the border of this thread: the next list asks again
                LOG.log(Level.INFO, () -> instance + ": its kernelspecs are not known yet: " + e.getMessage());
            }
        });
    }

    private static ObjectNode shown(InstanceRecord instance, SpecName name, JsonNode entry) {
        ObjectNode copy = entry.deepCopy();
        copy.put("name", name.shown());
        String display = entry.path("spec").path("display_name").asText(name.spec());
        String plain = display.replaceFirst(" \\(ipykernel\\)$", "");
        if (copy.get("spec") instanceof ObjectNode spec) {
            spec.put(
                    "display_name",
                    name.compute().equals(Computes.LOCAL) ? plain : plain + " · " + name.compute() + remark(instance));
        }
        ObjectNode resources = copy.putObject("resources");
        if (runs(instance)) { // nobody else could send its logos
            entry.path("resources").properties().forEach(r -> {
                String file = r.getValue().asText();
                resources.put(
                        r.getKey(), "/kernelspecs/" + name.shown() + "/" + file.substring(file.lastIndexOf('/') + 1));
            });
        }
        return copy;
    }

    /** One that is out of reach may run all the same. */
    private static boolean runs(InstanceRecord instance) {
        return instance.state() == InstanceState.RUNNING || instance.state() == InstanceState.UNKNOWN;
    }

    private static String remark(InstanceRecord instance) {
        return runs(instance) ? "" : " (" + instance.state().toString().toLowerCase(Locale.ROOT) + ")";
    }

    static Problem unknown(String name) {
        return Problem.of(
                404,
                "unknown-kernelspec",
                "There is no kernel “" + Names.shown(name) + "”.",
                "Choose one of the kernel list, or create its instance first.");
    }
}
