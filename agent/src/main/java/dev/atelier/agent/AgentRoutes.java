package dev.atelier.agent;

import dev.atelier.agent.http.Answer;
import dev.atelier.agent.http.Router;
import dev.atelier.agent.process.InstanceName;
import dev.atelier.agent.telemetry.UsageMeter;
import java.util.Optional;

/** The routes about the agent itself. */
final class AgentRoutes {
    private final AgentStatus status;
    private final InstanceName name;
    private final UsageMeter usage;
    private final Runnable shutDown;

    /** @param name what a spare instance is to be called */
    private record Named(Optional<String> name) {}

    AgentRoutes(AgentStatus status, InstanceName name, UsageMeter usage, Runnable shutDown) {
        this.status = status;
        this.name = name;
        this.usage = usage;
        this.shutDown = shutDown;
    }

    void addTo(Router router) {
        router.on("GET", "/agent/v1/status", request -> Answer.json(200, status.answer()))
                .on("GET", "/agent/v1/usage", request -> Answer.json(200, usage.usage()))
                .on("PUT", "/agent/v1/name", request -> {
                    name.give(request.json(Named.class).name().orElse(""));
                    return Answer.empty(204);
                })
                .on("POST", "/agent/v1/shutdown", request -> {
                    shutDown.run();
                    return Answer.empty(202);
                });
    }
}
