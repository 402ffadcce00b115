package dev.atelier.gateway.link;

import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Calls one agent. What the agent refuses comes as {@link ProblemException}, what gets no answer as {@link AgentUnreachable}. */
public final class AgentClient {
    private static final Duration QUICK = Duration.ofSeconds(10);
    private static final int MAX_ANSWER = 64 << 20;

    private final AgentAddress address;
    private final HttpClient http;

    public AgentClient(AgentAddress address, HttpClient http) {
        this.address = address;
        this.http = http;
    }

    /** An answer as it came. */
    public record Answer(int status, String contentType, byte[] body) {
        public <T> T as(Class<T> type) {
            return Json.read(new String(body, java.nio.charset.StandardCharsets.UTF_8), type);
        }
    }

    public AgentAddress address() {
        return address;
    }

    /** @throws AgentUnreachable also when an error is all that it answers: then nothing is known either */
    public AgentStatus status() throws IOException, InterruptedException {
        try {
            return get("/agent/v1/status").as(AgentStatus.class);
        } catch (ProblemException e) {
            throw new AgentUnreachable(new IOException(e.getMessage(), e));
        }
    }

    /** Asks the agent to end everything and itself; it is gone some seconds later. */
    public void shutdown() throws IOException, InterruptedException {
        call("POST", "/agent/v1/shutdown", Optional.empty(), QUICK);
    }

    /** Names a spare. */
    public void name(String instance) throws IOException, InterruptedException {
        call("PUT", "/agent/v1/name", Optional.of(Map.of("name", instance)), QUICK);
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return call("GET", path, Optional.empty(), QUICK);
    }

    /** The answer, when its status is below 400. */
    public Answer call(String method, String path, Optional<Object> body, Duration timeout)
            throws IOException, InterruptedException {
        Answer answer = send(method, path, body, timeout);
        if (answer.status() >= 400) {
            throw problem(answer).asException();
        }
        return answer;
    }

    private Answer send(String method, String path, Optional<Object> body, Duration timeout)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.base() + path))
                .header("Authorization", "Bearer " + address.secret())
                .header("Content-Type", "application/json")
                .timeout(timeout)
                .method(
                        method,
                        body.map(b -> HttpRequest.BodyPublishers.ofString(Json.write(b)))
                                .orElseGet(HttpRequest.BodyPublishers::noBody))
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                String type = response.headers().firstValue("Content-Type").orElse("application/octet-stream");
                return new Answer(response.statusCode(), type, in.readNBytes(MAX_ANSWER));
            }
        } catch (IOException e) {
            throw new AgentUnreachable(e);
        }
    }

    private static Problem problem(Answer answer) {
        try {
            return answer.as(Problem.class);
        } catch (ProblemException e) {
            return Problem.of(502, "agent-error", "The agent answered with status " + answer.status() + ".");
        }
    }
}
