package dev.atelier.gateway;

import dev.atelier.gateway.http.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Paths of real things for the table's templates. */
final class RoutePaths {
    private static final String ELSE = "notes.txt";

    /** What a template's variables stand for. The longest beginning of the template counts. */
    private final Map<String, List<String>> things = new LinkedHashMap<>();

    void put(String beginning, String... values) {
        things.put(beginning, List.of(values));
    }

    Map<String, List<String>> things() {
        return things;
    }

    String first(String beginning) {
        return things.get(beginning).getFirst();
    }

    /** Empty where nobody said what they stand for. */
    List<String> values(Route route) {
        return things.entrySet().stream()
                .filter(e -> route.template().startsWith(e.getKey() + "{"))
                .max(Comparator.comparingInt(e -> e.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(List.of());
    }

    String of(Route route) {
        List<String> values = new ArrayList<>(values(route));
        StringBuilder path = new StringBuilder();
        for (String segment : route.template().substring(1).split("/", -1)) {
            path.append('/');
            if (segment.startsWith("{")) {
                path.append(values.isEmpty() ? ELSE : values.removeFirst());
            } else {
                path.append(segment);
            }
        }
        return path.toString();
    }
}
