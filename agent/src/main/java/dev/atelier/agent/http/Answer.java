package dev.atelier.agent.http;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a route answers. */
public record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    public static Answer json(int status, Object value) {
        return new Answer(status, JSON, Json.write(value).getBytes(StandardCharsets.UTF_8));
    }

    public static Answer created(String location, Object value) {
        Answer answer = json(201, value);
        return new Answer(201, Map.of("Content-Type", "application/json", "Location", location), answer.body());
    }

    public static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0]);
    }

    public static Answer bytes(String contentType, byte[] body) {
        return new Answer(200, Map.of("Content-Type", contentType, "X-Content-Type-Options", "nosniff"), body);
    }

    static Answer problem(Problem problem) {
        return new Answer(
                problem.status(),
                Map.of("Content-Type", Problem.CONTENT_TYPE),
                Json.write(problem).getBytes(StandardCharsets.UTF_8));
    }
}
