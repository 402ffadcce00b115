package dev.atelier.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.gateway.identity.Permission;
import dev.atelier.gateway.tls.Certificates;
import dev.atelier.gateway.tls.SelfSigned;
import dev.atelier.gateway.websocket.FrameChannel;
import dev.atelier.gateway.websocket.FrameHeader;
import dev.atelier.gateway.websocket.MessageCollector;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate behind TLS, with a certificate that keytool made. */
class TlsTest {
    @TempDir
    private Path folder;

    private SelfSigned made;
    private Certificates certificates;
    private Gate gate;

    @BeforeEach
    void start() throws Exception {
        made = SelfSigned.make(folder, "EC");
        certificates = Certificates.of(made.writeTo(folder));
        Door here = Door.loopback(0);
        GateConfig.Limits all = GateConfig.Limits.defaults();
        GateConfig config = GateConfig.loopback(0)
                .withDoor(new Door(here.address(), 0, Optional.of(certificates), Set.of(), false))
                .withLimits(new GateConfig.Limits(
                        all.headerBytes(),
                        all.headers(),
                        all.requests(),
                        all.connections(),
                        Duration.ofSeconds(1),
                        all.stall(),
                        all.idle()));
        List<Route> routes = List.of(
                Route.call(Method.GET, "/open", Permission.PUBLIC, r -> Reply.json(r.origin())),
                Route.call(Method.POST, "/api/x", Permission.CONTRIBUTE, r -> Reply.noContent()),
                Route.call(Method.GET, "/page", Permission.READ, r -> Reply.html("<p>page</p>")),
                Route.call(
                        Method.GET,
                        "/large",
                        Permission.PUBLIC,
                        r -> new Reply.Bytes(200, "text/plain", new byte[3 << 20], Map.of())),
                Route.upgrade(
                        "/api/socket",
                        Permission.READ,
                        (r, thread) -> new Upgrade.Accept(Optional.empty(), TlsTest::greet, () -> {})));
        gate = new Gate(config, new Routes(routes), new KnownTokens());
        gate.start();
    }

    private static void greet(FrameChannel channel) {
        channel.start(new MessageCollector(channel) {
            @Override
            protected void message(int type, byte[] whole) {
                say(channel, "heard " + whole.length);
            }

            @Override
            protected long limit() {
                return 16 << 20;
            }

            @Override
            public void closed(int code) {}
        });
        say(channel, "hello");
    }

    private static void say(FrameChannel channel, String text) {
        channel.message(FrameHeader.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        channel.flush();
    }

    @AfterEach
    void stop() {
        gate.close();
        certificates.close();
    }

    private HttpClient client(SelfSigned... trusted) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(SelfSigned.trusting(trusted))
                .build();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + gate.port() + path));
    }

    @Test
    void cookiesAreSecure() throws Exception {
        try (HttpClient client = client(made)) {
            HttpResponse<String> page =
                    client.send(to("/page?token=owner").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().allValues("Set-Cookie"))
                    .hasSize(2)
                    .allSatisfy(
                            cookie -> assertThat(cookie).endsWith("; Secure").contains("SameSite=Lax"))
                    .anySatisfy(cookie -> assertThat(cookie)
                            .startsWith("__Host-username-localhost-" + gate.port() + "=")
                            .contains("; HttpOnly; ", "; Path=/; "));
            assertThat(page.headers().firstValue("Strict-Transport-Security")).isEmpty();
            assertThat(client.send(to("/open").build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("\"https://localhost:" + gate.port() + "\"");
        }
    }

    /** A host below ours can have a browser send any other name. */
    @Test
    void onlyACookieOfTheHostItselfSignsIn() throws Exception {
        try (HttpClient client = client(made)) {
            HttpResponse<String> page =
                    client.send(to("/page?token=owner").build(), HttpResponse.BodyHandlers.ofString());
            String cookie = page.headers().allValues("Set-Cookie").stream()
                    .filter(c -> c.contains("HttpOnly"))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst(";.*", "");
            for (String name : List.of(cookie, cookie.replaceFirst("__Host-", ""))) {
                HttpRequest read = to("/page").header("Cookie", name).build();
                assertThat(client.send(read, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(name.startsWith("__Host-") ? 200 : 302);
            }
        }
    }

    @Test
    void aPageThatCameWithoutTlsIsNoPageOfOurs() throws Exception {
        try (HttpClient client = client(made)) {
            HttpResponse<String> page =
                    client.send(to("/page?token=owner").build(), HttpResponse.BodyHandlers.ofString());
            String cookie = page.headers().allValues("Set-Cookie").stream()
                    .map(c -> c.replaceFirst(";.*", ""))
                    .reduce((a, b) -> a + "; " + b)
                    .orElseThrow();
            String xsrf = cookie.replaceFirst(".*_xsrf=([0-9a-f]+).*", "$1");
            for (String scheme : List.of("https", "http")) {
                HttpRequest change = to("/api/x")
                        .header("Cookie", cookie)
                        .header("X-XSRFToken", xsrf)
                        .header("Origin", scheme + "://localhost:" + gate.port())
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
                assertThat(client.send(change, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(scheme.equals("https") ? 204 : 404);
            }
        }
    }

    @Test
    void sendsLargeAnswersWhole() throws Exception {
        try (HttpClient client = client(made)) {
            assertThat(client.send(to("/large").build(), HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .hasSize(3 << 20);
        }
    }

    @Test
    void opensWebSockets() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (HttpClient client = client(made)) {
            WebSocket socket = client.newWebSocketBuilder()
                    .header("Authorization", "token reader")
                    .buildAsync(URI.create("wss://localhost:" + gate.port() + "/api/socket"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                            heard.add(data.toString());
                            webSocket.request(1);
                            return null;
                        }
                    })
                    .join();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
            // Far more than a request's head may have: that bound is not a WebSocket's.
            for (int i = 0; i < 3; i++) {
                socket.sendText("x".repeat(1 << 20), true).join();
                assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("heard 1048576");
            }
            socket.abort();
        }
    }

    private SSLSocket connect(SSLContext context, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", gate.port());
        socket.setSoTimeout(10_000);
        socket.setEnabledProtocols(protocols);
        socket.startHandshake();
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaks(String protocol) throws Exception {
        try (SSLSocket socket = connect(SelfSigned.trusting(made), protocol)) {
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        }
    }

    /** By hand, since no client of today speaks it any more. */
    @Test
    void doesNotSpeakWhatIsOlder() throws Exception {
        ByteBuffer hello = ByteBuffer.allocate(50);
        hello.put(new byte[] {22, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2}).put(new byte[32]);
        hello.put(new byte[] {0, 0, 2, (byte) 0xC0, 0x09, 1, 0});
        try (Socket socket = new Socket("127.0.0.1", gate.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(hello.array(), 0, hello.position());
            byte[] answer = socket.getInputStream().readNBytes(7);
            assertThat(answer).startsWith(21).endsWith(2, 70); // a fatal alert: protocol_version
        }
    }

    @Test
    void takesANewCertificateAndLeavesOpenConnectionsAlone() throws Exception {
        try (SSLSocket before = connect(SelfSigned.trusting(made), "TLSv1.3")) {
            assertThat(ask(before)).contains("200 OK");
            SelfSigned next = SelfSigned.make(folder, "RSA");
            next.writeTo(folder);
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(SSLException.class)
                    .until(() -> {
                        try (SSLSocket socket = connect(SelfSigned.trusting(next), "TLSv1.3")) {
                            X509Certificate shown =
                                    (X509Certificate) socket.getSession().getPeerCertificates()[0];
                            return shown.equals(next.parsed()) && ask(socket).contains("200 OK");
                        }
                    });
            assertThat(ask(before)).contains("200 OK");
            SSLContext old = SelfSigned.trusting(made);
            assertThatThrownBy(() -> connect(old, "TLSv1.3")).isInstanceOf(SSLException.class);
        }
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("localhost\"") < 0) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            answer.append((char) b);
        }
        return answer.toString();
    }

    @Test
    void programsOfThisComputerComeInWithoutTls() throws Exception {
        assertThat(gate.ownAddress().getAddress().isLoopbackAddress()).isTrue();
        assertThat(gate.ownAddress().getPort()).isNotEqualTo(gate.port());
        String get = "GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(RawClient.status(RawClient.exchange(gate.ownAddress().getPort(), get)))
                .isEqualTo(302);
        assertThat(RawClient.exchange(gate.port(), get)).doesNotContain("HTTP/1.1");
    }

    @Test
    void whoeverDoesNotShakeHandsIsNotWaitedFor() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", gate.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 45, 1});
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(50);
        }
    }
}
