package dev.atelier.gateway.compute;

import dev.atelier.api.Problem;
import dev.atelier.api.Usage;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.util.Map;

/** What instances use, as their agents tell it at that time. */
public final class Usages {
    private static final String PATH = "/agent/v1/usage";

    private final Computes computes;
    private final Agents agents;

    public Usages(Computes computes, Agents agents) {
        this.computes = computes;
        this.agents = agents;
    }

    /** @throws dev.atelier.api.ProblemException {@code not-running} (409) where there is nobody to ask */
    public Usage of(String name) throws IOException, InterruptedException {
        InstanceRecord instance = computes.require(name);
        AgentClient agent = agents.of(instance.name())
                .orElseThrow(() -> Problem.of(
                                409,
                                "not-running",
                                instance.name() + " is " + instance.state()
                                        + ", so it uses nothing that could be measured.",
                                "Type: `compute start " + instance.name() + "`")
                        .asException());
        return agent.get(PATH).as(Usage.class);
    }

    /** Of all that run and answer in time, by their names. */
    public Map<String, Usage> all() throws InterruptedException {
        return agents.ask(computes.all().stream().map(InstanceRecord::name).toList(), PATH, Usage.class);
    }
}
