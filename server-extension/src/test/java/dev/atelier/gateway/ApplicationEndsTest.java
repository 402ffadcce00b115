package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.gateway.application.ScriptedServer;
import dev.atelier.gateway.identity.Role;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

/** What is open to an application ends when whoever opened it may no longer have it, and only then. */
class ApplicationEndsTest extends WithApplications {
    /** A token that looks as the gateway draws them; of others no header is tried here. */
    private static final String DRAWN = "9a".repeat(32);

    private static final String HANDSHAKE = String.join(
            "\r\n",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "",
            "");

    /** Answers with a WebSocket or a stream, says one byte, and waits for the end. */
    private static ScriptedServer quiet() throws IOException {
        return new ScriptedServer((head, body, out) -> {
            String begin = head.contains("Upgrade: websocket")
                    ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n!"
                    : "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n!";
            out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            assertThat(body.read()).isEqualTo(-1);
            return false;
        });
    }

    private Socket open(int port, String rest, String... fields) throws IOException {
        Socket socket = new Socket("127.0.0.1", gateway.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write((head("GET", port, "/", fields) + rest).getBytes(StandardCharsets.ISO_8859_1));
        while (socket.getInputStream().read() != '!') {
            // the head
        }
        return socket;
    }

    /** A WebSocket and a stream, by the same cookie or token. */
    private List<Socket> openBoth(int port, String field) throws IOException {
        return List.of(open(port, HANDSHAKE, field, "Origin: http://" + host(port)), open(port, "\r\n", field));
    }

    private static void assertEnd(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            try (socket) {
                assertThat(socket.getInputStream().readAllBytes().length).isLessThan(100);
            }
        }
    }

    private static void assertGoesOn(Socket socket) throws IOException {
        try (socket) {
            socket.setSoTimeout(50);
            assertThatThrownBy(() -> socket.getInputStream().readNBytes(100))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private String sessionBy(String token) throws Exception {
        HttpResponse<String> login =
                gateway.send("GET", "/lab?token=" + token, "", "Accept", "text/html", "Sec-Fetch-Mode", "navigate");
        return login.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
    }

    private String cookieBy(String session, int port) throws Exception {
        String location = gateway.send("GET", "/applications/local-" + port, "", "Cookie", session)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        Matcher matcher = COOKIE.matcher(get(port, location.substring(location.indexOf("/.atelier"))));
        assertThat(matcher.find()).isTrue();
        return "Cookie: " + matcher.group(1);
    }

    @Test
    void withTheLogin() throws Exception {
        try (ScriptedServer application = quiet()) {
            int port = application.port();
            gateway.admit("fay", Role.OWNER, "token-of-fay", Optional.empty());
            String session = sessionBy("token-of-fay");
            List<Socket> fays = openBoth(port, cookieBy(session, port));
            Socket other = open(port, "\r\n", token());
            gateway.send("GET", "/logout", "", "Cookie", session);
            assertEnd(fays);
            assertGoesOn(other);
        }
    }

    @Test
    void withTheTokenThatAllCameFrom() throws Exception {
        try (ScriptedServer application = quiet()) {
            int port = application.port();
            gateway.admit("gus", Role.OWNER, "token-of-gus", Optional.empty());
            gateway.admit("gus", Role.OWNER, "other-token-of-gus", Optional.empty());
            String cookie = cookieBy(sessionBy("token-of-gus"), port);
            String otherCookie = cookieBy(sessionBy("other-token-of-gus"), port);
            List<Socket> byCookie = openBoth(port, cookie);
            gateway.admit("gus", Role.OWNER, DRAWN, Optional.empty());
            List<Socket> byToken = openBoth(port, "Authorization: Bearer " + DRAWN);
            Socket other = open(port, "\r\n", otherCookie);
            gateway.admit("gus", Role.OWNER, "token-of-gus", Optional.of(Instant.now()));
            gateway.admit("gus", Role.OWNER, DRAWN, Optional.of(Instant.now()));
            assertEnd(byCookie);
            assertEnd(byToken);
            assertThat(get(port, "/", cookie)).startsWith("HTTP/1.1 403").contains("not-signed-in");
            assertGoesOn(other);
        }
    }

    @Test
    void withTheRight() throws Exception {
        try (ScriptedServer application = quiet()) {
            int port = application.port();
            gateway.admit("hal", Role.OWNER, "token-of-hal", Optional.empty());
            List<Socket> hals = openBoth(port, cookieBy(sessionBy("token-of-hal"), port));
            gateway.admit("hal", Role.READER, "token-of-hal", Optional.empty());
            assertEnd(hals);
        }
    }
}
