package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the gate believes when a request says for whom it asks, by which way, and how it is called. */
class ForwardedTest {
    private final List<Answered> answered = new CopyOnWriteArrayList<>();
    private Optional<Gate> open = Optional.empty();

    private int gate(Set<InetAddress> proxies, boolean only) {
        Door here = Door.loopback(0);
        GateConfig config =
                GateConfig.loopback(0).withDoor(new Door(here.address(), 0, Optional.empty(), proxies, only));
        Observer observer = new Observer() {
            @Override
            public void answered(Answered request) {
                answered.add(request);
            }

            @Override
            public void turnedAway(String reason) {}
        };
        List<Route> routes = List.of(
                Route.call(Method.GET, "/open", Permission.PUBLIC, r -> Reply.json(r.origin())),
                Route.call(Method.GET, "/page", Permission.READ, r -> Reply.html("<p>page</p>")));
        Gate gate = new Gate(config, new Routes(routes), new KnownTokens(), observer);
        gate.start();
        open = Optional.of(gate);
        return gate.port();
    }

    @AfterEach
    void stop() {
        open.ifPresent(Gate::close);
    }

    private String get(int port, String path, String headers) throws IOException {
        String answer = RawClient.exchange(
                port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
        await().until(() -> !answered.isEmpty()); // it is reported once the client has it
        return answer;
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "'203.0.113.9, 192.0.2.1', 192.0.2.1",
        "'192.0.2.1, 127.0.0.1', 192.0.2.1",
        "'evil, 127.0.0.1', 127.0.0.1",
        "localhost, 127.0.0.1",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
    })
    void aTrustedProxySaysForWhomItAsks(String forwarded, String client) throws IOException {
        int port = gate(Set.of(InetAddress.ofLiteral("127.0.0.1")), false);
        get(port, "/open", "X-Forwarded-For: " + forwarded + "\r\n");
        assertThat(answered).extracting(Answered::client).containsExactly(client);
    }

    @Test
    void aTrustedProxySaysThatTheWayIsSecureAndHowTheRequestIsCalled() throws IOException {
        int port = gate(Set.of(InetAddress.ofLiteral("127.0.0.1")), false);
        String answer = get(
                port,
                "/page?token=owner",
                "X-Forwarded-Proto: https\r\nX-Request-Id: proxys-own-id_1\r\nAccept: text/html\r\n");
        assertThat(answer.lines().filter(line -> line.startsWith("Set-Cookie:")))
                .hasSize(2)
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure").contains("SameSite=Lax"));
        assertThat(answer).contains("X-Request-Id: proxys-own-id_1");
        assertThat(answered.getFirst().id()).isEqualTo("proxys-own-id_1");
    }

    @ParameterizedTest
    @CsvSource({"short", "has a space in it", "'x\"y\"zzzzzzzz'"})
    void aRequestIdThatIsNoneIsNotTaken(String id) throws IOException {
        int port = gate(Set.of(InetAddress.ofLiteral("127.0.0.1")), false);
        assertThat(get(port, "/open", "X-Request-Id: " + id + "\r\n")).doesNotContain(id);
    }

    @Test
    void anybodyElseIsNotBelieved() throws IOException {
        int port = gate(Set.of(InetAddress.ofLiteral("10.0.0.2")), false);
        String answer = get(
                port,
                "/open",
                "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\nX-Request-Id: strangers-id\r\n");
        assertThat(answer).contains("\"http://localhost\"").doesNotContain("strangers-id");
        assertThat(answered).extracting(Answered::client).containsExactly("127.0.0.1");
    }

    @Test
    void whereProxiesAloneAreAnsweredNobodyElseIs() {
        Door door = new Door(
                InetAddress.ofLiteral("0.0.0.0"), 0, Optional.empty(), Set.of(InetAddress.ofLiteral("10.0.0.2")), true);
        assertThat(door.isOpenTo(InetAddress.ofLiteral("10.0.0.2"))).isTrue();
        assertThat(door.isOpenTo(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
        assertThat(door.isOpenTo(InetAddress.ofLiteral("10.0.0.3"))).isFalse();
    }
}
