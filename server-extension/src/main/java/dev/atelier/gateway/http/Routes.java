package dev.atelier.gateway.http;

import java.util.List;

/** The table of routes, from which the gate answers and the tests are generated. */
public record Routes(List<Route> rows) {

    public Routes {
        rows = List.copyOf(rows);
    }

    public static Routes of(List<List<Route>> parts) {
        return new Routes(parts.stream().flatMap(List::stream).toList());
    }
}
