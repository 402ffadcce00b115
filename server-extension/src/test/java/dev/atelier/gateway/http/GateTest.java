package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.link.UpstreamException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GateTest {
    private Gate gate;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        List<Route> routes = List.of(
                Route.call(
                        Method.GET,
                        "/api/echo/{name}",
                        Permission.READ,
                        request -> Reply.json(Map.of(
                                "name",
                                request.variable("name"),
                                "who",
                                request.who().person()))),
                Route.call(
                        Method.PUT,
                        "/api/echo/{name}",
                        Permission.CONTRIBUTE,
                        request -> Reply.json(Map.of("length", request.text().length()))),
                Route.call(Method.GET, "/api/boom", Permission.READ, request -> {
                    throw new IllegalStateException("/secret/path");
                }),
                Route.call(Method.GET, "/api/away", Permission.READ, request -> {
                    throw new Away();
                }),
                Route.call(
                        Method.GET,
                        "/api/live",
                        Permission.READ,
                        request -> new Reply.Live(
                                200,
                                "text/event-stream",
                                out -> {
                                    for (int i = 0; i < 3; i++) {
                                        out.write(("data: " + i + "\n\n")
                                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                                    }
                                },
                                Map.of())));
        gate = new Gate(GateConfig.loopback(0), new Routes(routes), new KnownTokens());
        gate.start();
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    @Test
    void takesAnotherPortWhereAProgramHasTheOneItWouldLike() {
        try (Gate second = new Gate(GateConfig.loopback(gate.port()), new Routes(List.of()), new KnownTokens())) {
            second.startNear();
            assertThat(second.port()).isPositive().isNotEqualTo(gate.port());
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + path));
    }

    @Test
    void answersWhoeverHasAToken() throws Exception {
        HttpResponse<String> answer = send(to("/api/echo/caf%C3%A9?token=reader"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"name\":\"café\"").contains("cleo");
        assertThat(answer.headers().firstValue("Set-Cookie")).isPresent();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void refusesWhoeverHasNone() throws Exception {
        HttpResponse<String> answer = send(to("/api/echo/a"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Forbidden\",\"reason\":null}");
    }

    @Test
    void takesBodiesUpToTheLimit() throws Exception {
        String body = "x".repeat(1 << 20);
        assertThat(send(put(body)).body()).isEqualTo("{\"length\":1048576}");
        assertThat(send(put(body + "x")).statusCode()).isEqualTo(413);
        assertThat(send(chunked(body)).body()).isEqualTo("{\"length\":1048576}");
        assertThat(send(chunked(body + "x")).statusCode()).isEqualTo(413);
    }

    private HttpRequest.Builder put(String body) {
        return to("/api/echo/a").header("Authorization", "Token owner").PUT(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder chunked(String body) {
        byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return to("/api/echo/a")
                .header("Authorization", "Token owner")
                .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(bytes)));
    }

    @Test
    void tellsNothingOfItsInsides() throws Exception {
        HttpResponse<String> answer = send(to("/api/boom?token=owner"));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains(answer.headers().firstValue("X-Request-Id").orElseThrow())
                .doesNotContain("secret")
                .doesNotContain("Exception");
    }

    @Test
    void sendsLiveBodies() throws Exception {
        assertThat(send(to("/api/live?token=owner")).body()).isEqualTo("data: 0\n\ndata: 1\n\ndata: 2\n\n");
    }

    private static final class Away extends UpstreamException {
        private static final long serialVersionUID = 1L;

        Away() {
            super("the instance's agent does not answer", new java.io.IOException("/secret/path"));
        }
    }

    @Test
    void whatDoesNotAnswerBehindIsNoFaultOfTheGateway() throws Exception {
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + "/api/away"))
                        .header("Authorization", "token owner")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.body()).contains("agent does not answer").doesNotContain("/secret/path");
    }
}
