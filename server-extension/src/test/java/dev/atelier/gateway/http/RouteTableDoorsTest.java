package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.websocket.FrameChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Every row of a table, by call and by upgrade, for everybody: who is let in is decided by the row alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteTableDoorsTest {
    private static final String HANDSHAKE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");

    private final KnownTokens people = new KnownTokens();
    private final AtomicInteger handled = new AtomicInteger();
    private Gate gate;
    private List<Route> routes;

    @BeforeAll
    void start() {
        routes = new ArrayList<>();
        for (Permission permission : Permission.values()) {
            for (Method method : Method.values()) {
                routes.add(Route.call(method, "/api/" + permission.name().toLowerCase(Locale.ROOT), permission, r -> {
                    handled.incrementAndGet();
                    return Reply.noContent();
                }));
            }
            routes.add(Route.upgrade("/api/" + permission.name().toLowerCase(Locale.ROOT), permission, (r, thread) -> {
                handled.incrementAndGet();
                return new Upgrade.Accept(Optional.empty(), RouteTableDoorsTest::sayGoodbye, () -> {});
            }));
        }
        gate = new Gate(GateConfig.loopback(0), new Routes(routes), people);
        gate.start();
    }

    private static void sayGoodbye(FrameChannel channel) {
        channel.close(4000, "done");
        channel.abort();
    }

    @AfterAll
    void stop() {
        gate.close();
    }

    private record Visitor(String name, String headers, boolean home, Optional<Role> role) {}

    private List<Visitor> visitors() {
        String cookie = "Cookie: username-localhost=" + people.newCookie(Principal.person("ada", Role.OWNER));
        return List.of(
                new Visitor("nobody", "", true, Optional.empty()),
                new Visitor("bad token", "Authorization: token wrong\r\n", true, Optional.empty()),
                new Visitor("empty token", "Authorization: token\r\n", true, Optional.empty()),
                new Visitor("bad cookie", "Cookie: username-localhost=x\r\n", true, Optional.empty()),
                new Visitor("reader", "Authorization: BEARER reader\r\n", true, Optional.of(Role.READER)),
                new Visitor("contributor", "Authorization: token contributor\r\n", true, Optional.of(Role.CONTRIBUTOR)),
                new Visitor("owner", "Authorization: token owner\r\n", true, Optional.of(Role.OWNER)),
                new Visitor(
                        "owner elsewhere",
                        "Authorization: token owner\r\nOrigin: https://evil.example\r\n",
                        true,
                        Optional.of(Role.OWNER)),
                new Visitor("cookie", cookie + "; _xsrf=abc\r\nX-XSRFToken: abc\r\n", true, Optional.of(Role.OWNER)),
                new Visitor(
                        "cookie from elsewhere",
                        cookie + "; _xsrf=abc\r\nX-XSRFToken: abc\r\nOrigin: https://evil.example\r\n",
                        false,
                        Optional.of(Role.OWNER)),
                new Visitor(
                        "cookie from a sandbox",
                        cookie + "; _xsrf=abc\r\nX-XSRFToken: abc\r\nOrigin: null\r\n",
                        false,
                        Optional.of(Role.OWNER)),
                new Visitor(
                        "cookie fetched cross-site",
                        cookie
                                + "; _xsrf=abc\r\nX-XSRFToken: abc\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
                        false,
                        Optional.of(Role.OWNER)));
    }

    @TestFactory
    Stream<DynamicTest> everyRowForEverybody() {
        return routes.stream()
                .flatMap(route -> visitors().stream()
                        .map(visitor -> dynamicTest(
                                route.method() + " " + route.template() + " " + kind(route) + " by " + visitor.name(),
                                () -> knock(route, visitor))));
    }

    private static String kind(Route route) {
        return route.endpoint() instanceof Endpoint.Upgrade ? "upgrade" : "call";
    }

    private void knock(Route route, Visitor visitor) throws IOException {
        boolean socket = route.endpoint() instanceof Endpoint.Upgrade;
        int before = handled.get();
        String answer = RawClient.head(
                gate.port(),
                route.method() + " " + route.template() + " HTTP/1.1\r\nHost: localhost\r\n" + visitor.headers()
                        + (socket ? HANDSHAKE : "Connection: close\r\n") + "\r\n");
        boolean enters = route.permission() == Permission.PUBLIC
                || (visitor.home()
                        && visitor.role()
                                .filter(role -> role.may(route.permission()))
                                .isPresent());
        int status = RawClient.status(answer);
        assertThat(handled.get() - before).isEqualTo(enters ? 1 : 0);
        if (enters) {
            assertThat(status).isEqualTo(socket ? 101 : 204);
        } else {
            assertThat(status).isEqualTo(visitor.home() || socket ? 403 : 404);
        }
    }

    @TestFactory
    Stream<DynamicTest> aCookieAloneChangesNothing() {
        String cookie = "Cookie: username-localhost=" + people.newCookie(Principal.person("ada", Role.OWNER));
        return Stream.of("", "; _xsrf=abc", "; _xsrf=abc\r\nX-XSRFToken: abd")
                .flatMap(suffix -> Stream.of("POST", "PUT", "PATCH", "DELETE")
                        .map(method -> dynamicTest(method + suffix, () -> {
                            int before = handled.get();
                            String answer = RawClient.exchange(
                                    gate.port(),
                                    method + " /api/contribute HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                            + cookie + suffix + "\r\n\r\n");
                            assertThat(RawClient.status(answer)).isEqualTo(403);
                            assertThat(answer).contains("'_xsrf' argument missing");
                            assertThat(handled.get()).isEqualTo(before);
                        })));
    }
}
