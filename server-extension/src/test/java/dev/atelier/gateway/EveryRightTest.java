package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.WrittenRights.Row;
import dev.atelier.gateway.WrittenRights.Whose;
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
 * Every route of the real gateway for every role, with an instance, a kernel, a session, a terminal, a job and a datastore of a
 * contributor's, against the one table that says who may: a route without a row there does not land.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryRightTest {
    private static final String HANDSHAKE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");
    /** A form that was not open, and a way to end the server that is everybody's. */
    private static final List<String> REFUSE_ALL = List.of("POST /login", "POST /api/shutdown");

    private static final String BEN = "token-of-ben";

    private WrittenRights written;
    private RealGateway gateway;
    private final RoutePaths bens = new RoutePaths();
    /** Where an empty object is not about what is ben's, by the template. */
    private Map<String, String> bodies = Map.of();

    /** @param owns whether the things are theirs */
    private record Visitor(String name, String headers, Optional<Role> role, boolean owns) {}

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        written = WrittenRights.read();
        gateway = RealGateway.start(folder, RealGateway::unlimited);
        gateway.admit("ben", Role.CONTRIBUTOR, BEN, Optional.empty());
        gateway.admit("dan", Role.CONTRIBUTOR, "token-of-dan", Optional.empty());
        gateway.admit("cleo", Role.READER, "token-of-cleo", Optional.empty());
        gateway.awaitLocal();
        Files.writeString(gateway.share.resolve("notes.txt"), "everybody's");
        made(
                "PUT",
                "/atelier/v1/computes/box1",
                "{\"idle_time_before_shutdown_minutes\":60,\"setup_scripts\":{\"startup_script\":{\"script\":\"echo ready\"}},"
                        + "\"schedules\":{\"compute_start_stop\":[{\"name\":\"evening\",\"action\":\"stop\",\"trigger\":"
                        + "{\"type\":\"cron\",\"expression\":\"0 18 1 1 *\"}}]}}");
        gateway.awaitRunning("box1");
        String session =
                "{\"path\":\"b.ipynb\",\"type\":\"notebook\",\"name\":\"b\",\"kernel\":{\"name\":\"box1.python3\"}}";
        JsonNode opened = made("POST", "/api/sessions", session);
        String kernel = opened.at("/kernel/id").asText();
        String terminal = made("POST", "/api/terminals", "{\"compute\":\"box1\"}")
                .path("name")
                .asText();
        String datastore = "{\"type\":\"local\",\"path\":\"" + folder.resolve("data") + "\"}";
        made("PUT", "/atelier/v1/datastores/store1", datastore);
        made("PUT", "/atelier/v1/computes/box1/mounts/store1", "{}");
        String job = "{\"compute\":\"box1\",\"language\":\"bash\",\"code\":\"sleep 600\"}";
        bodies = Map.of(
                "/api/kernels",
                "{\"name\":\"box1.python3\"}",
                "/api/sessions",
                session.replace("b.ipynb", "new.ipynb"),
                "/api/terminals",
                "{\"compute\":\"box1\"}",
                "/atelier/v1/datastores/{name}",
                datastore,
                "/atelier/v1/jobs",
                job);
        bens.put("/api/kernels/", kernel);
        bens.put("/api/sessions/", opened.path("id").asText());
        bens.put("/api/terminals/", terminal);
        bens.put("/terminals/websocket/", terminal);
        bens.put("/atelier/v1/computes/", "box1", "store1");
        bens.put("/atelier/v1/computes/{name}/schedules/", "box1", "evening");
        bens.put("/atelier/v1/computes/{name}/setup-scripts/", "box1", "startup");
        bens.put("/atelier/v1/computes/{name}/applications/", "box1", "8888");
        bens.put("/applications/", "box1-8888");
        bens.put("/atelier/v1/datastores/", "store1");
        bens.put(
                "/atelier/v1/jobs/",
                made("POST", "/atelier/v1/jobs", job).path("name").asText());
        bens.put("/atelier/v1/kernels/", kernel);
        bens.put("/atelier/v1/tokens/", "home");
        bens.put("/atelier/v1/people/", "ben");
    }

    private JsonNode made(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = gateway.send(method, path, body, "Authorization", "token " + BEN);
        assertThat(answer.statusCode()).as(path + answer.body()).isBetween(200, 202);
        return Json.mapper().readTree(answer.body());
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
    }

    private List<Visitor> visitors() throws IOException {
        return List.of(
                new Visitor("nobody", "", Optional.empty(), false),
                visitor("the monitor", RealGateway.METRICS_TOKEN, Role.MONITOR, false),
                visitor("a reader", "token-of-cleo", Role.READER, false),
                visitor("another contributor", "token-of-dan", Role.CONTRIBUTOR, false),
                visitor("an owner of the workspace", gateway.token(), Role.OWNER, false),
                visitor("the contributor whose it is", BEN, Role.CONTRIBUTOR, true));
    }

    private static Visitor visitor(String name, String token, Role role, boolean owns) {
        return new Visitor(name, "Authorization: Bearer " + token + "\r\n", Optional.of(role), owns);
    }

    @Test
    void everyRouteHasItsRow() {
        assertThat(written.rows().stream().map(row -> row.route() + " " + row.permission()))
                .as("write the route into rights.txt, with the permission and whose the thing must be")
                .containsExactlyInAnyOrderElementsOf(gateway.routes().rows().stream()
                        .map(route -> WrittenRights.name(route) + " " + route.permission())
                        .toList());
    }

    /** First whoever must not, so that all is there still; then whoever may, in the table's order, which ends things last. */
    @TestFactory
    Stream<DynamicTest> everyRouteForEveryRole() throws IOException {
        List<Visitor> visitors = visitors();
        return Stream.of(false, true)
                .flatMap(may -> written.rows().stream()
                        .flatMap(row -> visitors.stream()
                                .filter(visitor -> row.lets(visitor.role(), visitor.owns()) == may)
                                .map(visitor -> dynamicTest(
                                        row.route() + (may ? " for " : " not for ") + visitor.name(), () -> {
                                            if (may) {
                                                enters(row, visitor);
                                            } else {
                                                isRefused(row, visitor);
                                            }
                                        }))));
    }

    private void isRefused(Row row, Visitor visitor) throws IOException {
        String answer = knock(row, visitor);
        boolean page = visitor.role().isEmpty() && answer.contains("Location: /login?next=");
        assertThat(RawClient.status(answer)).as(answer).isEqualTo(page ? 302 : 403);
    }

    private void enters(Row row, Visitor visitor) throws IOException {
        String answer = knock(row, visitor);
        if (REFUSE_ALL.contains(row.route())) {
            return;
        }
        assertThat(RawClient.status(answer)).as(answer).isNotIn(0, 401, 403, 426, 429, 500);
        if (row.route().contains("GET ") && (row.whose() == Whose.MANAGED || row.whose() == Whose.USED)) {
            assertThat(RawClient.status(answer)).as("it is there: " + answer).isNotEqualTo(404);
        }
        if (row.permission() != Permission.PUBLIC) {
            assertThat(answer).doesNotContain("Location: /login?next=");
        }
    }

    private String knock(Row row, Visitor visitor) throws IOException {
        Route route = gateway.routes().rows().stream()
                .filter(r -> WrittenRights.name(r).equals(row.route()))
                .findFirst()
                .orElseThrow();
        String body = bodies.getOrDefault(route.template(), "{}");
        return RawClient.head(
                gateway.port(),
                route.method() + " " + bens.of(route) + " HTTP/1.1\r\nHost: localhost\r\n" + visitor.headers()
                        + (route.endpoint() instanceof Endpoint.Upgrade ? HANDSHAKE : "Connection: close\r\n")
                        + (route.method() == Method.GET
                                ? "\r\n"
                                : "Content-Length: " + body.length() + "\r\n\r\n" + body));
    }
}
