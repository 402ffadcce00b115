package dev.atelier.agent.http;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A request that has shown the secret.
 *
 * @param variables the values of the {@code {names}} in the route's pattern
 * @param query the first value of each parameter
 * @param body bounded; empty for an upgrade
 */
public record Request(Map<String, String> variables, Map<String, String> query, byte[] body) {

    public String variable(String name) {
        return Optional.ofNullable(variables.get(name))
                .orElseThrow(() -> new IllegalArgumentException("the route has no {" + name + "}"));
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** A parameter that is a number. @throws dev.atelier.api.ProblemException {@code bad-parameter} (400) */
    public Optional<Double> number(String name) {
        return parameter(name).map(value -> {
            if (!value.matches("\\d{1,9}(\\.\\d{1,9})?")) {
                throw Problem.of(400, "bad-parameter", "\"" + name + "\" must be a number, not \"" + value + "\".")
                        .asException();
            }
            return Double.valueOf(value);
        });
    }

    /** The body; an empty one counts as {@code {}}. @throws dev.atelier.api.ProblemException {@code bad-json} (400) */
    public <T> T json(Class<T> type) {
        String text = new String(body, StandardCharsets.UTF_8);
        return Json.read(text.isBlank() ? "{}" : text, type);
    }
}
