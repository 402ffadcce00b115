package dev.atelier.gateway.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one route of those that fit a path which also fits the request's method and its wish for a WebSocket. */
record Selection(Route route, Map<String, String> variables) {

    static Optional<Selection> of(Head head, List<RouteTable.Match> matches) {
        for (RouteTable.Match match : matches) {
            for (Route route : match.routes()) {
                boolean upgrades = route.endpoint() instanceof Endpoint.Upgrade;
                if (fits(head, route) && upgrades == head.wantsWebSocket()) {
                    return Optional.of(new Selection(route, match.variables()));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the method is possible here, with or without a WebSocket. */
    static boolean exists(Head head, List<RouteTable.Match> matches) {
        return matches.stream().flatMap(match -> match.routes().stream()).anyMatch(route -> fits(head, route));
    }

    /** {@code /api/contents/} for {@code /api/contents/{path*}}: the slash ends nothing, the rest after it is empty. */
    boolean isEmptyRest(CanonicalPath path) {
        long slashes = route.template().chars().filter(c -> c == '/').count();
        return route.template().endsWith("*}") && path.segments().size() == slashes - 1;
    }

    private static boolean fits(Head head, Route route) {
        String verb = head.verb().equals("HEAD") ? "GET" : head.verb();
        return route.method().name().equals(verb);
    }
}
