package dev.atelier.gateway.http;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the route for a path: a literal segment goes before {@code {name}}, and that before {@code {name*}}. */
final class RouteTable {

    /** What stands under one template, and the variables that the path gave. */
    record Match(List<Route> routes, Map<String, String> variables) {}

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final List<Route> here = new ArrayList<>();
        private final List<Route> rest = new ArrayList<>();
        private Optional<Node> variable = Optional.empty();
    }

    private final Node root = new Node();

    /** @throws IllegalArgumentException if two routes say the same or a template is malformed */
    RouteTable(Routes routes) {
        routes.rows().forEach(this::add);
    }

    /** All templates that fit, the most specific one first. */
    List<Match> matches(List<String> segments) {
        List<Match> found = new ArrayList<>();
        collect(root, segments, 0, found);
        return found;
    }

    /** The methods that these routes have, with those that the gate answers by itself. */
    static Set<String> allowed(List<Match> matches) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        matches.forEach(match -> match.routes().forEach(route -> methods.add(route.method())));
        Set<String> names = new TreeSet<>(methods.stream().map(Enum::name).toList());
        names.add("OPTIONS");
        if (methods.contains(Method.GET)) {
            names.add("HEAD");
        }
        return names;
    }

    private static List<String> segments(String template) {
        return template.equals("/") ? List.of() : List.of(template.substring(1).split("/", -1));
    }

    private void add(Route route) {
        Node node = root;
        List<String> segments = segments(route.template());
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (segment.endsWith("*}")) {
                if (i < segments.size() - 1) {
                    throw new IllegalArgumentException(segment + " must end the template " + route.template());
                }
                put(node.rest, route);
                return;
            }
            if (segment.startsWith("{")) {
                Node next = node.variable.orElseGet(Node::new);
                node.variable = Optional.of(next);
                node = next;
            } else {
                node = node.literals.computeIfAbsent(segment, s -> new Node());
            }
        }
        put(node.here, route);
    }

    private static void put(List<Route> routes, Route route) {
        for (Route other : routes) {
            if (other.method() == route.method()
                    && other.endpoint().getClass() == route.endpoint().getClass()) {
                throw new IllegalArgumentException("two routes for " + route.method() + " " + route.template());
            }
        }
        routes.add(route);
    }

    private static void collect(Node node, List<String> segments, int at, List<Match> found) {
        if (at == segments.size()) {
            offer(node.here, segments, found);
        } else {
            String segment = segments.get(at);
            Node literal = node.literals.get(segment);
            if (literal != null) {
                collect(literal, segments, at + 1, found);
            }
            if (segment.indexOf('/') < 0) {
                node.variable.ifPresent(next -> collect(next, segments, at + 1, found));
            }
        }
        offer(node.rest, segments, found);
    }

    private static void offer(List<Route> routes, List<String> segments, List<Match> found) {
        // Routes on one node may name their variables differently, so each template has its own variables.
        routes.stream()
                .collect(Collectors.groupingBy(Route::template, LinkedHashMap::new, Collectors.toList()))
                .forEach((template, rows) -> found.add(new Match(rows, variables(template, segments))));
    }

    private static Map<String, String> variables(String template, List<String> segments) {
        Map<String, String> values = new HashMap<>();
        List<String> names = segments(template);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.endsWith("*}")) {
                values.put(
                        name.substring(1, name.length() - 2), String.join("/", segments.subList(i, segments.size())));
            } else if (name.startsWith("{")) {
                values.put(name.substring(1, name.length() - 1), segments.get(i));
            }
        }
        return values;
    }
}
