package dev.atelier.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cookies of a request, read leniently: VS Code sends back the attributes that a cookie was set with
 * ({@code name=value; expires=Wed, …; HttpOnly; Path=/}), so whatever is not {@code name=value} is passed over.
 */
record CookieHeader(List<Pair> pairs) {
    private static final int MOST = 200;

    record Pair(String name, String value) {}

    static CookieHeader parse(List<String> headers) {
        List<Pair> pairs = new ArrayList<>();
        headers.stream()
                .flatMap(header -> Stream.of(header.split(";")))
                .limit(MOST)
                .map(String::strip)
                .forEach(part -> {
                    int equals = part.indexOf('=');
                    if (equals > 0) {
                        pairs.add(new Pair(
                                part.substring(0, equals).strip(),
                                unquoted(part.substring(equals + 1).strip())));
                    }
                });
        return new CookieHeader(List.copyOf(pairs));
    }

    /** All values of this name: the same name may come once for each path or port it was set under. */
    List<String> values(String name) {
        return pairs.stream()
                .filter(pair -> pair.name().equals(name) && !pair.value().isEmpty())
                .map(Pair::value)
                .toList();
    }

    private static String unquoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
