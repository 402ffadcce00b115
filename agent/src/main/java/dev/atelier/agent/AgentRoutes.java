package dev.atelier.agent;

import dev.atelier.agent.http.Answer;
import dev.atelier.agent.http.Router;

/** The routes about the agent itself. */
final class AgentRoutes {
    private final AgentStatus status;
    private final Runnable shutDown;

    AgentRoutes(AgentStatus status, Runnable shutDown) {
        this.status = status;
        this.shutDown = shutDown;
    }

    void addTo(Router router) {
        router.on("GET", "/agent/v1/status", request -> Answer.json(200, status.answer()))
                .on("POST", "/agent/v1/shutdown", request -> {
                    shutDown.run();
                    return Answer.empty(202);
                });
    }
}
