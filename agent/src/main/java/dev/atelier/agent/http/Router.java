package dev.atelier.agent.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which handler serves which method and path. What is not listed here does not exist. */
public final class Router {
    private final List<Route> routes = new ArrayList<>();

    /** Serves a request; runs on a virtual thread and may block. */
    @FunctionalInterface
    public interface Handler {
        Answer handle(Request request) throws InterruptedException;
    }

    /** Decides on an upgrade; runs on a virtual thread and may block. */
    @FunctionalInterface
    public interface SocketHandler {
        Upgrade prepare(Request request) throws InterruptedException;
    }

    /** Decides on a connection of bare bytes; runs on a virtual thread and may block. */
    @FunctionalInterface
    public interface TunnelHandler {
        Tunnel prepare(Request request) throws InterruptedException;
    }

    /** What a path and method led to. */
    sealed interface Match {
        record Call(Handler handler, Map<String, String> variables) implements Match {}

        record Socket(SocketHandler handler, Map<String, String> variables) implements Match {}

        record Bytes(TunnelHandler handler, Map<String, String> variables) implements Match {}

        record WrongMethod(Set<String> allowed) implements Match {}

        record Nothing() implements Match {}
    }

    private sealed interface Target {
        record Http(String method, Handler handler) implements Target {}

        record WebSocket(SocketHandler handler) implements Target {}

        record Bytes(TunnelHandler handler) implements Target {}
    }

    private record Route(List<String> pattern, Target target) {}

    /** @param pattern a path in which {@code {name}} stands for any one segment */
    public Router on(String method, String pattern, Handler handler) {
        routes.add(new Route(segments(pattern), new Target.Http(method, handler)));
        return this;
    }

    public Router onSocket(String pattern, SocketHandler handler) {
        routes.add(new Route(segments(pattern), new Target.WebSocket(handler)));
        return this;
    }

    public Router onTunnel(String pattern, TunnelHandler handler) {
        routes.add(new Route(segments(pattern), new Target.Bytes(handler)));
        return this;
    }

    /** @param method {@code UPGRADE} for a WebSocket, {@code BYTES} for a connection of bare bytes */
    Match find(String method, String path) {
        List<String> segments = segments(path);
        Set<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> variables = match(route.pattern(), segments);
            if (variables.isEmpty()) {
                continue;
            }
            switch (route.target()) {
                case Target.Http http
                when http.method().equals(method) -> {
                    return new Match.Call(http.handler(), variables.get());
                }
                case Target.WebSocket socket
                when method.equals("UPGRADE") -> {
                    return new Match.Socket(socket.handler(), variables.get());
                }
                case Target.Bytes bytes
                when method.equals("BYTES") -> {
                    return new Match.Bytes(bytes.handler(), variables.get());
                }
                case Target.Http http -> allowed.add(http.method());
                case Target.WebSocket socket -> allowed.add("UPGRADE");
                case Target.Bytes bytes -> allowed.add("BYTES");
            }
        }
        return allowed.isEmpty() ? new Match.Nothing() : new Match.WrongMethod(allowed);
    }

    private static Optional<Map<String, String>> match(List<String> pattern, List<String> segments) {
        if (pattern.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String part = pattern.get(i);
            if (part.startsWith("{")) {
                variables.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
    }
}
