package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's own WebSockets, by which cells are run and shells typed into, end with the token or login that opened them. */
class LongLivedTest {
    private static final class Heard implements WebSocket.Listener {
        private final CompletableFuture<Integer> code = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int closed, String reason) {
            code.complete(closed);
            return null;
        }
    }

    @Test
    void withTheTokenAndWithTheLogin(@TempDir Path folder) throws Exception {
        HttpClient http = HttpClient.newHttpClient(); // not closed: it would wait for the one that stays open
        try (RealGateway gateway = RealGateway.start(folder)) {
            gateway.awaitLocal();
            String name = json(gateway.owner("POST", "/api/terminals", "{}"))
                    .path("name")
                    .asText();
            JsonNode token = json(gateway.owner("POST", "/atelier/v1/tokens", "{\"name\":\"ci\"}"));
            String secret = token.path("token").asText();
            HttpResponse<String> login = gateway.send(
                    "GET", "/lab?token=" + gateway.token(), "", "Accept", "text/html", "Sec-Fetch-Mode", "navigate");
            String session =
                    login.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");

            Heard byToken = open(http, gateway, name, "Authorization", "token " + secret);
            Heard byLogin = open(http, gateway, name, "Cookie", session);
            Heard byHome = open(http, gateway, name, "Authorization", "token " + gateway.token());
            assertThat(gateway.owner("DELETE", "/atelier/v1/tokens/ci", "").statusCode())
                    .isEqualTo(204);
            assertThat(byToken.code.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
            assertThat(byLogin.code).isNotDone();
            gateway.send("GET", "/logout", "", "Cookie", session);
            assertThat(byLogin.code.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
            assertThat(byHome.code).isNotDone();
        } finally {
            http.shutdownNow();
        }
    }

    /** Whoever has less of a right than before comes in anew, or is refused. */
    @Test
    void withTheRightsOfThePerson(@TempDir Path folder) throws Exception {
        HttpClient http = HttpClient.newHttpClient(); // as above
        try (RealGateway gateway = RealGateway.start(folder)) {
            gateway.awaitLocal();
            json(gateway.owner("PUT", "/atelier/v1/people/ben", "{\"role\":\"owner\"}"));
            String secret = json(gateway.owner("POST", "/atelier/v1/tokens", "{\"name\":\"bens\",\"owner\":\"ben\"}"))
                    .path("token")
                    .asText();
            String terminal = json(gateway.owner("POST", "/api/terminals", "{}"))
                    .path("name")
                    .asText();
            String kernel = json(gateway.owner("POST", "/api/kernels", "{\"name\":\"python3\"}"))
                    .path("id")
                    .asText();
            Heard shell = open(http, gateway, terminal, "Authorization", "token " + secret);
            Heard cells =
                    openAt(http, gateway, "/api/kernels/" + kernel + "/channels", "Authorization", "token " + secret);
            CompletableFuture<?> events = events(http, gateway, secret);
            Heard byHome = open(http, gateway, terminal, "Authorization", "token " + gateway.token());
            json(gateway.owner("PUT", "/atelier/v1/people/ben/role", "{\"role\":\"contributor\"}"));
            assertThat(shell.code.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
            assertThat(cells.code.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
            assertThat(events.handle((all, broken) -> "over").get(20, TimeUnit.SECONDS))
                    .isEqualTo("over");
            CompletableFuture<?> anew = events(http, gateway, secret);
            gateway.owner("DELETE", "/atelier/v1/people/ben", "");
            assertThat(anew.handle((all, broken) -> "over").get(20, TimeUnit.SECONDS))
                    .isEqualTo("over");
            assertThat(byHome.code).isNotDone();
        } finally {
            http.shutdownNow();
        }
    }

    /** Events are followed for as long as a page is open. */
    @Test
    void soDoAnswersThatGoOn(@TempDir Path folder) throws Exception {
        HttpClient http = HttpClient.newHttpClient(); // as above
        try (RealGateway gateway = RealGateway.start(folder)) {
            String secret = json(gateway.owner("POST", "/atelier/v1/tokens", "{\"name\":\"ci\"}"))
                    .path("token")
                    .asText();
            CompletableFuture<?> byToken = events(http, gateway, secret);
            CompletableFuture<?> byHome = events(http, gateway, gateway.token());
            assertThat(gateway.owner("DELETE", "/atelier/v1/tokens/ci", "").statusCode())
                    .isEqualTo(204);
            assertThat(byToken.handle((all, broken) -> "over").get(20, TimeUnit.SECONDS))
                    .isEqualTo("over");
            assertThat(byHome).isNotDone();
        } finally {
            http.shutdownNow();
        }
    }

    /** Done when nothing more can come. */
    private static CompletableFuture<?> events(HttpClient http, RealGateway gateway, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.ownUrl() + "/atelier/v1/events"))
                .header("Authorization", "token " + token)
                .build();
        HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        return CompletableFuture.supplyAsync(
                () -> answer.body().count(), task -> Thread.ofVirtual().start(task));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return Json.read(answer.body(), JsonNode.class);
    }

    private static Heard open(HttpClient http, RealGateway gateway, String terminal, String field, String value) {
        return openAt(http, gateway, "/terminals/websocket/" + terminal, field, value);
    }

    private static Heard openAt(HttpClient http, RealGateway gateway, String path, String field, String value) {
        Heard heard = new Heard();
        http.newWebSocketBuilder()
                .header(field, value)
                .buildAsync(URI.create(gateway.ownUrl().replaceFirst("^http", "ws") + path), heard)
                .join();
        return heard;
    }
}
