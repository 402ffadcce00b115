package dev.atelier.gateway.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.api.GatewayStatus;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The gateway itself. */
public final class GatewayRoutes {
    private final Supplier<GatewayStatus> status;
    private final Consumer<Leaving> shutdown;

    /** What happens to the instances when the gateway ends. */
    public enum Leaving {
        /** Their agents, kernels and jobs live on; the next gateway finds them. */
        INSTANCES_RUNNING,
        /** All that runs is ended; the next gateway starts the instances again. */
        NOTHING
    }

    public GatewayRoutes(Supplier<GatewayStatus> status, Consumer<Leaving> shutdown) {
        this.status = status;
        this.shutdown = shutdown;
    }

    private record Shutdown(@JsonProperty("stop_instances") boolean stopInstances) {}

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/atelier/v1/status", Permission.READ, r -> Reply.json(status.get()))
                        .says("What the gateway is, and how much runs on it.")
                        .gives(200, GatewayStatus.class),
                Route.call(Method.POST, "/atelier/v1/shutdown", Permission.OWN, this::shutdown)
                        .says("Ends the gateway. Instances run on unless stop_instances is true.")
                        .takes(Shutdown.class)
                        .gives(202, Map.class));
    }

    private Reply shutdown(Request request) throws IOException {
        Shutdown wish = StrictJson.read(request, Shutdown.class);
        shutdown.accept(wish.stopInstances() ? Leaving.NOTHING : Leaving.INSTANCES_RUNNING);
        return Reply.json(202, Map.of());
    }
}
