package dev.atelier.gateway.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Under which address each person's browser last found the gateway; those who came longest ago are forgotten first. Thread-safe. */
final class LastOrigins {
    private static final int MOST = 1_000;

    private final Map<String, String> byPerson = new LinkedHashMap<>();

    synchronized void seen(String person, String origin) {
        byPerson.remove(person);
        byPerson.put(person, origin);
        if (byPerson.size() > MOST) {
            byPerson.remove(byPerson.keySet().iterator().next());
        }
    }

    synchronized Optional<String> of(String person) {
        return Optional.ofNullable(byPerson.get(person));
    }
}
