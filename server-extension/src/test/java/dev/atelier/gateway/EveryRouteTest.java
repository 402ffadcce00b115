package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.http.Endpoint;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.RawClient;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every row of the real gateway's table, plain and as an upgrade, for everybody who should not get in by it, with a kernel, a
 * session, a terminal, a job and a datastore that are somebody else's. The table decides what is expected, so a route
 * that is added is tested, and one that leaves its owner's things to others fails here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryRouteTest {
    private static final String HANDSHAKE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");

    private RealGateway gateway;
    private String datastore = "";
    /** Of what is the owner's. */
    private final RoutePaths owned = new RoutePaths();

    /** How somebody comes in: by what stands before the path, or by headers. */
    private record Visitor(String name, String prefix, String headers, Optional<Role> role) {}

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        gateway = RealGateway.start(folder, RealGateway::unlimited);
        gateway.admit("ben", Role.CONTRIBUTOR, "token-of-ben", Optional.empty());
        gateway.admit("cleo", Role.READER, "token-of-cleo", Optional.empty());
        String owner = System.getProperty("user.name");
        gateway.admit(
                owner,
                Role.OWNER,
                "token-of-yesterday",
                Optional.of(Instant.now().minusSeconds(1)));
        gateway.admit(
                owner, Role.OWNER, "token-of-today", Optional.of(Instant.now().plusSeconds(3600)));
        gateway.awaitLocal();
        Files.writeString(gateway.share.resolve("notes.txt"), "mine");

        String kernel = made("POST", "/api/kernels", "{\"name\":\"python3\"}")
                .path("id")
                .asText();
        String session = made(
                        "POST",
                        "/api/sessions",
                        "{\"path\":\"a.ipynb\",\"type\":\"notebook\",\"name\":\"a\",\"kernel\":{\"name\":\"python3\"}}")
                .path("id")
                .asText();
        String terminal = made("POST", "/api/terminals", "{}").path("name").asText();
        datastore = "{\"type\":\"local\",\"path\":\"" + folder.resolve("data") + "\"}";
        made("PUT", "/atelier/v1/datastores/store1", datastore);
        String job = made(
                        "POST",
                        "/atelier/v1/jobs",
                        "{\"compute\":\"local\",\"language\":\"bash\",\"code\":\"sleep 600\"}")
                .path("name")
                .asText();
        owned.put("/api/kernels/", kernel);
        owned.put("/api/sessions/", session);
        owned.put("/api/terminals/", terminal);
        owned.put("/terminals/websocket/", terminal);
        owned.put("/atelier/v1/computes/", "local", "store1");
        owned.put("/atelier/v1/computes/{name}/applications/", "local", "8888");
        owned.put("/applications/", "local-8888");
        owned.put("/atelier/v1/datastores/", "store1");
        owned.put("/atelier/v1/jobs/", job);
        owned.put("/atelier/v1/tokens/", "home");
        owned.put("/atelier/v1/kernels/", kernel);
    }

    private JsonNode made(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = gateway.owner(method, path, body);
        assertThat(answer.statusCode()).as(path + answer.body()).isBetween(200, 201);
        return Json.mapper().readTree(answer.body());
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
    }

    private List<Visitor> visitors() {
        return List.of(
                new Visitor("nobody", "", "", Optional.empty()),
                new Visitor("a bad token", "", "Authorization: token wrong\r\n", Optional.empty()),
                new Visitor("an expired token", "", "Authorization: token token-of-yesterday\r\n", Optional.empty()),
                new Visitor("a bad token in the path", "/t/wrong", "", Optional.empty()),
                new Visitor("an expired token in the path", "/t/token-of-yesterday", "", Optional.empty()),
                new Visitor(
                        "a system that watches",
                        "",
                        "Authorization: Bearer " + RealGateway.METRICS_TOKEN + "\r\n",
                        Optional.of(Role.MONITOR)),
                new Visitor("a reader", "", "Authorization: token token-of-cleo\r\n", Optional.of(Role.READER)),
                new Visitor(
                        "somebody else", "", "Authorization: token token-of-ben\r\n", Optional.of(Role.CONTRIBUTOR)));
    }

    @TestFactory
    Stream<DynamicTest> everyRowForEverybody() {
        return gateway.routes().rows().stream()
                .flatMap(route -> visitors().stream()
                        .filter(visitor -> visitor.prefix().isEmpty() || takesTokenInPath(route))
                        .flatMap(visitor -> Stream.of(false, true)
                                .map(upgrade -> dynamicTest(
                                        route.method() + " " + route.template() + (upgrade ? " upgrade" : " plain")
                                                + " by " + visitor.name(),
                                        () -> knock(route, visitor, upgrade)))));
    }

    private void knock(Route route, Visitor visitor, boolean upgrade) throws IOException {
        String answer = RawClient.head(
                gateway.port(),
                route.method() + " " + visitor.prefix() + owned.of(route) + " HTTP/1.1\r\nHost: localhost\r\n"
                        + visitor.headers() + (upgrade ? HANDSHAKE : "Connection: close\r\n") + body(route));
        int status = RawClient.status(answer);
        if (upgrade != isUpgrade(route)) {
            // The other kind's own row is tested where it has one.
            if (!hasRow(route, upgrade)) {
                assertThat(status).as(answer).isEqualTo(upgrade ? 404 : 426);
            }
        } else if (visitor.role().filter(role -> role.may(route.permission())).isPresent()
                || route.permission() == Permission.PUBLIC) {
            enters(route, visitor, answer);
        } else if (visitor.role().isEmpty() && !isForPrograms(route) && !upgrade && route.method() == Method.GET) {
            assertThat(status).as(answer).isEqualTo(302);
            assertThat(answer).contains("Location: /login?next=");
        } else {
            assertThat(status).as(answer).isEqualTo(403);
        }
    }

    /** By its role; what is somebody else's stays theirs all the same. */
    private void enters(Route route, Visitor visitor, String answer) {
        int status = RawClient.status(answer);
        if (route.permission() == Permission.CONTRIBUTE && isOwned(route)) {
            assertThat(status).as(visitor.name() + ": " + answer).isIn(403, 404);
        } else if (route.template().equals("/login") && route.method() == Method.POST) {
            assertThat(status).as(answer).isEqualTo(403); // its own word: the form was not open
        } else {
            assertThat(status).as(answer).isNotIn(0, 401, 403, 426, 429, 500);
            assertThat(answer).doesNotContain("Location: /login?next=");
        }
    }

    @TestFactory
    Stream<DynamicTest> noTemplateHasAMethodThatIsNotInTheTable() {
        List<Route> rows = gateway.routes().rows();
        return rows.stream()
                .map(Route::template)
                .distinct()
                .flatMap(template -> Stream.of(Method.values())
                        .filter(method ->
                                rows.stream().noneMatch(r -> r.method() == method && fits(r.template(), template)))
                        .map(method -> dynamicTest(method + " " + template, () -> {
                            Route route = rows.stream()
                                    .filter(r -> r.template().equals(template))
                                    .findFirst()
                                    .orElseThrow();
                            String answer = RawClient.head(
                                    gateway.port(),
                                    method + " " + owned.of(route)
                                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                            assertThat(RawClient.status(answer)).isEqualTo(405);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotInTheTableDoesNotExist() throws IOException {
        String token = gateway.token();
        return Stream.of("/admin", "/api/x", "/atelier/v2/status", "/t/" + token + "/lab", "/t/" + token, "/metrics/x")
                .flatMap(path -> Stream.of(Method.values())
                        .map(method -> dynamicTest(method + " " + path.replace(token, "TOKEN"), () -> {
                            String answer = RawClient.head(
                                    gateway.port(),
                                    method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: token "
                                            + token + "\r\nConnection: close\r\n\r\n");
                            assertThat(RawClient.status(answer)).isEqualTo(404);
                        })));
    }

    @Test
    void aTokenThatHasNotExpiredOpens() throws Exception {
        assertThat(gateway.send("GET", "/api/kernels", "", "Authorization", "token token-of-today")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void nothingOfTheOwnersHasGone() throws Exception {
        everyRowForEverybody().forEach(test -> {
            try {
                test.getExecutable().execute();
            } catch (Throwable e) {
                throw new AssertionError(test.getDisplayName(), e);
            }
        });
        for (Map.Entry<String, List<String>> thing : owned.things().entrySet()) {
            if (!thing.getKey().startsWith("/terminals/") && !thing.getKey().contains("applications")) {
                String path = thing.getKey()
                        + thing.getValue().getFirst()
                        + (thing.getKey().endsWith("/v1/kernels/") ? "/executions" : "");
                assertThat(gateway.owner("GET", path, "").statusCode()).as(path).isEqualTo(200);
            }
        }
        String job = owned.first("/atelier/v1/jobs/");
        assertThat(gateway.owner("GET", "/atelier/v1/jobs/" + job, "").body()).contains("\"Running\"");
    }

    private String body(Route route) {
        String json = route.template().equals("/atelier/v1/datastores/{name}") ? datastore : "{}";
        return route.method() == Method.GET ? "\r\n" : "Content-Length: " + json.length() + "\r\n\r\n" + json;
    }

    /** {@code /api/contents/{path*}} takes {@code /api/contents} too. */
    private static boolean fits(String template, String wanted) {
        return template.equals(wanted)
                || (template.endsWith("*}")
                        && template.substring(0, template.lastIndexOf('/')).equals(wanted));
    }

    private boolean hasRow(Route like, boolean upgrade) {
        return gateway.routes().rows().stream()
                .anyMatch(r ->
                        r.method() == like.method() && r.template().equals(like.template()) && isUpgrade(r) == upgrade);
    }

    private static boolean isUpgrade(Route route) {
        return route.endpoint() instanceof Endpoint.Upgrade;
    }

    /** Programs are told that they are refused, people are led to the page that lets them in. */
    private static boolean isForPrograms(Route route) {
        return Stream.of("/api", "/api/", "/atelier/", "/lab/api/", "/metrics", "/healthz", "/readyz")
                .anyMatch(begin -> begin.endsWith("/")
                        ? route.template().startsWith(begin)
                        : route.template().equals(begin));
    }

    private static boolean takesTokenInPath(Route route) {
        return route.template().startsWith("/api/") || route.template().startsWith("/atelier/");
    }

    /** What begins something on this computer is its owner's too. */
    private boolean isOwned(Route route) {
        return !owned.values(route).isEmpty()
                || (route.method() == Method.POST
                        && List.of("/api/kernels", "/api/terminals").contains(route.template()));
    }
}
