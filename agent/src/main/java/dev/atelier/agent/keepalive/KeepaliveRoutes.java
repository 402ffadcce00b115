package dev.atelier.agent.keepalive;

import dev.atelier.agent.http.Answer;
import dev.atelier.agent.http.Router;

/** The routes by which the gateway says for which processes the instance is in use. */
public final class KeepaliveRoutes {
    private static final String PATH = "/agent/v1/keepalive";

    private final KeptProcesses processes;

    public KeepaliveRoutes(KeptProcesses processes) {
        this.processes = processes;
    }

    private record Order(long pid, long seconds) {}

    public void addTo(Router router) {
        router.on("PUT", PATH, request -> {
                    Order order = request.json(Order.class);
                    return Answer.json(
                            200, processes.keep(order.pid(), order.seconds()).shown());
                })
                .on("DELETE", PATH, request -> {
                    processes.release();
                    return Answer.empty(204);
                });
    }
}
