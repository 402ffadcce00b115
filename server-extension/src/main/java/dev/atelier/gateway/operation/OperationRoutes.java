package dev.atelier.gateway.operation;

import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Reply;
import dev.atelier.gateway.http.Request;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** {@code /healthz}, {@code /readyz} and {@code /metrics}, named as Kubernetes and Prometheus expect them. */
public final class OperationRoutes {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Health health;
    private final Metrics metrics;

    public OperationRoutes(Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    public List<Route> routes() {
        return List.of(
                Route.call(Method.GET, "/healthz", Permission.PUBLIC, r -> Reply.json(Map.of("status", "alive"))),
                Route.call(Method.GET, "/readyz", Permission.PUBLIC, this::ready),
                Route.call(Method.GET, "/metrics", Permission.MONITOR, this::figures));
    }

    /** Reasons are for those who belong here; a stranger needs to know no more than a load balancer. */
    private Reply ready(Request request) throws InterruptedException {
        List<String> reasons = health.reasons();
        Map<String, Object> plain = Map.of("status", reasons.isEmpty() ? "ready" : "not ready");
        boolean known = request.principal()
                .filter(who -> who.role().may(Permission.READ) || who.role().may(Permission.MONITOR))
                .isPresent();
        Object body = known && !reasons.isEmpty() ? Map.of("status", "not ready", "reasons", reasons) : plain;
        return reasons.isEmpty() ? Reply.json(body) : new Reply.Json(503, body, Map.of("Retry-After", "1"));
    }

    private Reply figures(Request request) {
        return new Reply.Bytes(200, PROMETHEUS, metrics.scrape().getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
