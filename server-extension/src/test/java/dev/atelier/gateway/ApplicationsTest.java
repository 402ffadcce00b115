package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.gateway.application.ScriptedServer;
import dev.atelier.gateway.http.RawClient;
import dev.atelier.gateway.identity.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications on origins of their own, through the real gateway, with an application that misbehaves to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplicationsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String BEN = "be".repeat(32);
    private static final String CLEO = "c1".repeat(32);
    private static final Pattern COOKIE = Pattern.compile("Set-Cookie: (atelier-application=[^;]+);");

    private RealGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        gateway = RealGateway.start(folder, RealGateway::unlimited);
        gateway.admit("ben", Role.CONTRIBUTOR, BEN, Optional.empty());
        gateway.admit("cleo", Role.READER, CLEO, Optional.empty());
        gateway.awaitLocal();
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
    }

    private String host(int port) {
        return "local-" + port + ".apps.localhost:" + gateway.port();
    }

    /** A whole request without a body, after which the gateway closes. */
    private String get(int port, String target, String... fields) throws IOException {
        return RawClient.exchange(gateway.port(), head("GET", port, target, fields) + "Connection: close\r\n\r\n");
    }

    private String head(String verb, int port, String target, String... fields) {
        StringBuilder head = new StringBuilder(verb + " " + target + " HTTP/1.1\r\nHost: " + host(port) + "\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return head.toString();
    }

    private String token() throws IOException {
        return "Authorization: Bearer " + gateway.token();
    }

    /** Through the gateway, as a browser comes in: the field with the cookie that it has then. */
    private String cookie(int port) throws Exception {
        HttpResponse<String> way = gateway.owner("GET", "/applications/local-" + port + "?next=/a%3Fb", "");
        assertThat(way.statusCode()).isEqualTo(302);
        String location = way.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith("http://" + host(port) + "/.atelier/enter?");
        String entered = get(port, location.substring(location.indexOf("/.atelier")));
        assertThat(entered).startsWith("HTTP/1.1 302").contains("Location: /a?b\r\n", "HttpOnly; SameSite=Lax");
        Matcher matcher = COOKIE.matcher(entered);
        assertThat(matcher.find()).isTrue();
        assertThat(get(port, location.substring(location.indexOf("/.atelier"))))
                .as("a code is good once")
                .doesNotContain("Set-Cookie");
        return "Cookie: " + matcher.group(1);
    }

    @Test
    void aBrowserComesInByWayOfTheGateway() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            String window = get(port, "/a?b=c", "Accept: text/html", "Sec-Fetch-Mode: navigate");
            assertThat(window)
                    .contains("Location: http://localhost:" + gateway.port() + "/applications/local-" + port
                            + "?next=%2Fa%3Fb%3Dc\r\n");
            assertThat(get(port, "/")).startsWith("HTTP/1.1 403").contains("not-signed-in");
            assertThat(application.heads()).isEmpty();

            String cookie = cookie(port);
            assertThat(get(port, "/a%2F..//b;c?x=%00&y", cookie))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\r\n\r\nok");
            assertThat(application.heads().getFirst()).startsWith("GET /a%2F..//b;c?x=%00&y HTTP/1.1\r\n");
            // Whose cookie is too old goes back to where they came from, which has their login.
            assertThat(get(port, "/", cookie.replaceFirst("=[0-9a-f]{64}", "=" + "0".repeat(64)), "Accept: text/html"))
                    .contains("Location: http://127.0.0.1:" + gateway.port() + "/applications/");
        }
    }

    @Test
    void anApplicationSeesNothingOfTheGateways() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            String mine = cookie(port);
            HttpResponse<String> login =
                    gateway.send("GET", "/lab", "", "Authorization", "token " + gateway.token(), "Accept", "text/html");
            String session = login.headers().allValues("Set-Cookie").stream()
                    .filter(c -> c.startsWith("username-"))
                    .findFirst()
                    .orElseThrow()
                    .replaceFirst(";.*", "");
            String origin = "http://" + host(port);
            assertThat(get(
                            port,
                            "/page",
                            mine + "; a=1; " + session + "; b=\"2\"",
                            "Cookie: quoted=\"" + session.replaceFirst(".*=", "") + "\"; c=3",
                            "Authorization: token \t" + gateway.token(),
                            "Origin: " + origin,
                            "Referer: " + origin + "/from?x",
                            "X-Forwarded-For: 1.2.3.4",
                            "X-Forwarded-Host: evil",
                            "Forwarded: for=1.2.3.4",
                            "Accept: */*"))
                    .startsWith("HTTP/1.1 200");
            String seen = application.heads().getFirst();
            assertThat(seen)
                    .contains(
                            "Host: localhost:" + port + "\r\n",
                            "Cookie: a=1; b=\"2\"; c=3\r\n",
                            "Origin: http://localhost:" + port + "\r\n",
                            "Referer: http://localhost:" + port + "/from?x\r\n",
                            "X-Forwarded-For: 127.0.0.1\r\n",
                            "X-Forwarded-Host: " + host(port) + "\r\n",
                            "X-Forwarded-Proto: http\r\n",
                            "Accept: */*\r\n")
                    .doesNotContain(
                            "evil", "1.2.3.4", gateway.token(), "atelier-application", "username-", "Authorization")
                    .doesNotContain(session.replaceFirst(".*=", ""));

            // Its own secrets are its own.
            get(port, "/", mine, "Authorization: Basic dXNlcjpwYXNz");
            assertThat(application.heads().get(1)).contains("Authorization: Basic dXNlcjpwYXNz\r\n");
            get(port, "/?token=" + "ab".repeat(24), mine);
            assertThat(application.heads().get(2)).startsWith("GET /?token=" + "ab".repeat(24) + " ");

            // The gateway's token in the address lets in, and goes no further.
            String entered = get(port, "/x?token=" + gateway.token() + "&y=1");
            assertThat(entered).startsWith("HTTP/1.1 302").contains("Location: /x?y=1\r\n", "Set-Cookie: ");
            String twice = get(port, "/x?token=mine&%74oken=" + gateway.token(), mine);
            assertThat(twice).startsWith("HTTP/1.1 302").contains("Location: /x?token=mine\r\n");
            assertThat(application.heads()).hasSize(3);
        }
    }

    @Test
    void whatAnApplicationSaysOfItsAddressIsTurnedBack() throws Exception {
        String answer = String.join(
                "\r\n",
                "HTTP/1.1 302 Found",
                "Location: http://localhost:PORT/next?a",
                "Set-Cookie: a=1; Domain=localhost; Path=/",
                "Set-Cookie: b=2; path=/; DOMAIN = .apps.localhost",
                "Set-Cookie: atelier-application=stolen; Path=/",
                "Strict-Transport-Security: max-age=1000; includeSubDomains",
                "Clear-Site-Data: \"*\"",
                "Alt-Svc: h2=\"evil:443\"",
                "Keep-Alive: timeout=5",
                "X-Own: stays",
                "Content-Length: 0",
                "",
                "");
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            String port = head.replaceFirst("(?s).*Host: localhost:([0-9]+).*", "$1");
            out.write(answer.replace("PORT", port).getBytes(StandardCharsets.ISO_8859_1));
            return true;
        })) {
            String got = get(application.port(), "/", token());
            assertThat(got)
                    .contains(
                            "Location: http://" + host(application.port()) + "/next?a\r\n",
                            "Set-Cookie: a=1; Path=/\r\n",
                            "Set-Cookie: b=2; path=/\r\n",
                            "X-Own: stays\r\n")
                    .doesNotContain("stolen", "Strict-Transport", "Clear-Site-Data", "Alt-Svc", "Keep-Alive");
        }
        try (ScriptedServer elsewhere = ScriptedServer.saying(
                "HTTP/1.1 302 Found\r\nLocation: http://localhost:1/x\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(get(elsewhere.port(), "/", token())).contains("Location: http://localhost:1/x\r\n");
        }
    }

    @Test
    void onlyThePersonsOwnPagesUseTheirCookie() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK);
                ScriptedServer other = ScriptedServer.saying(OK)) {
            int port = application.port();
            String cookie = cookie(port);
            assertThat(get(port, "/", cookie, "Origin: http://" + host(other.port())))
                    .startsWith("HTTP/1.1 403");
            assertThat(get(port, "/", cookie, "Origin: null")).startsWith("HTTP/1.1 403");
            assertThat(get(port, "/", cookie, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"))
                    .startsWith("HTTP/1.1 403");
            assertThat(get(port, "/", cookie, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: navigate"))
                    .startsWith("HTTP/1.1 200");
            assertThat(RawClient.exchange(
                            gateway.port(),
                            head("POST", port, "/", cookie, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate")
                                    + "Content-Length: 0\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            assertThat(get(other.port(), "/", cookie)).as("another application").startsWith("HTTP/1.1 403");
            assertThat(other.heads()).isEmpty();
            assertThat(application.heads()).hasSize(1);
        }
    }

    @Test
    void whoMayNotUseAnInstanceMayNotUseItsApplications() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            assertThat(get(port, "/", "Authorization: Bearer " + BEN))
                    .startsWith("HTTP/1.1 403")
                    .contains("not-yours");
            assertThat(get(port, "/", "Authorization: Bearer " + CLEO))
                    .startsWith("HTTP/1.1 403")
                    .contains("not-allowed");
            assertThat(get(port, "/", "Authorization: Bearer " + RealGateway.METRICS_TOKEN))
                    .startsWith("HTTP/1.1 403");
            assertThat(gateway.send("GET", "/applications/local-" + port, "", "Authorization", "token " + BEN)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(get(port, "/", "Authorization: Bearer wrong")).startsWith("HTTP/1.1 403");
            assertThat(application.heads()).isEmpty();
        }
    }

    @Test
    void signingOutEndsWhatWasOpened() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            gateway.admit("dora", Role.OWNER, "token-of-dora", Optional.empty());
            HttpResponse<String> login = gateway.send(
                    "GET", "/lab?token=token-of-dora", "", "Accept", "text/html", "Sec-Fetch-Mode", "navigate");
            String session =
                    login.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
            String location = gateway.send("GET", "/applications/local-" + port, "", "Cookie", session)
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            Matcher matcher = COOKIE.matcher(get(port, location.substring(location.indexOf("/.atelier"))));
            assertThat(matcher.find()).isTrue();
            String cookie = "Cookie: " + matcher.group(1);
            assertThat(get(port, "/", cookie)).startsWith("HTTP/1.1 200");
            // An application is of the same site, so its page's pictures come with the gateway's cookie.
            gateway.send("GET", "/logout", "", "Cookie", session, "Sec-Fetch-Site", "same-site");
            assertThat(get(port, "/", cookie)).startsWith("HTTP/1.1 200");
            gateway.send("GET", "/logout", "", "Cookie", session);
            assertThat(get(port, "/", cookie)).startsWith("HTTP/1.1 403");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n4\r\ndefg\r\n0\r\nT: r\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nabcdefg",
                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nabcdefgSURPLUS"
            })
    void bodiesArriveWhole(String answer) throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(answer)) {
            String got = get(application.port(), "/", token());
            assertThat(got).startsWith("HTTP/1.1 200");
            assertThat(got.replaceAll("\r\n[0-9a-f]+\r\n", "")).contains("abc");
            assertThat(got).doesNotContain("SURPLUS").doesNotContain("T: r");
        }
    }

    @Test
    void aBodyMayEndWithItsConnection() throws Exception {
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            out.write("HTTP/1.0 200 OK\r\n\r\nall of it".getBytes(StandardCharsets.ISO_8859_1));
            return false;
        })) {
            assertThat(get(application.port(), "/", token())).contains("all of it");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified", "200 OK"})
    void answersWithoutABodyLeaveTheConnectionReady(String status) throws Exception {
        String verb = status.startsWith("200") ? "HEAD" : "GET";
        try (ScriptedServer application =
                ScriptedServer.saying("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\n")) {
            int port = application.port();
            String cookie = cookie(port);
            String twice = head(verb, port, "/", cookie) + "\r\n" + head(verb, port, "/", cookie)
                    + "Connection: close\r\n\r\n";
            String got = RawClient.exchange(gateway.port(), twice);
            assertThat(got.split("HTTP/1.1 " + status.substring(0, 3), -1)).hasSize(3);
            assertThat(application.connections())
                    .as("one connection behind one")
                    .isEqualTo(1);
        }
    }

    @Test
    void oneConnectionCarriesManyAndNobodyElses() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            String cookie = cookie(port);
            String one = head("GET", port, "/", cookie) + "\r\n";
            String last = head("GET", port, "/", cookie) + "Connection: close\r\n\r\n";
            assertThat(RawClient.exchange(gateway.port(), one.repeat(20) + last).split("HTTP/1.1 200", -1))
                    .hasSize(22);
            assertThat(application.connections()).isEqualTo(1);
            RawClient.exchange(gateway.port(), last);
            assertThat(application.connections()).isEqualTo(2);
        }
    }

    /** As a proxy in front asks, which keeps connections for all hosts together. */
    @Test
    void aConnectionMayServeTheGatewayAndApplicationsInTurn() throws Exception {
        try (ScriptedServer first = ScriptedServer.saying(OK.replace("ok", "1!"));
                ScriptedServer second = ScriptedServer.saying(OK.replace("ok", "2!"))) {
            String a = head("GET", first.port(), "/", cookie(first.port())) + "\r\n";
            String b = head("GET", second.port(), "/", cookie(second.port())) + "\r\n";
            String api = "GET /api HTTP/1.1\r\nHost: localhost:" + gateway.port() + "\r\n\r\n";
            String got = RawClient.exchange(
                    gateway.port(), a + api + b + a + api + b.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            assertThat(got.replaceAll("(?s)HTTP/1.1 200.*?\r\n\r\n", "|").replaceAll("\\{[^}]*}", "api"))
                    .isEqualTo("|1!|api|2!|1!|api|2!");
        }
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsMadeAnew() throws Exception {
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
            return false; // without saying so
        })) {
            int port = application.port();
            String cookie = cookie(port);
            try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                socket.setSoTimeout(10_000);
                for (int i = 0; i < 30; i++) {
                    socket.getOutputStream()
                            .write((head("GET", port, "/" + i, cookie) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                    assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
                }
            }
        }
    }

    @Test
    void aClientThatLeavesEndsTheApplicationsConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(2);
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            if (head.startsWith("GET /silent")) {
                out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
                asked.countDown();
                assertThat(body.read()).isEqualTo(-1);
                ended.countDown();
                return false;
            }
            out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            assertThat(body.read()).isEqualTo(-1); // at rest
            ended.countDown();
            return false;
        })) {
            int port = application.port();
            try (Socket silent = new Socket("127.0.0.1", gateway.port());
                    Socket rested = new Socket("127.0.0.1", gateway.port())) {
                silent.getOutputStream()
                        .write((head("GET", port, "/silent", token()) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                rested.getOutputStream()
                        .write((head("GET", port, "/", token()) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                rested.setSoTimeout(10_000);
                assertThat(answer(rested.getInputStream())).startsWith("HTTP/1.1 200");
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aRequestThatComesEarlyWaitsForItsTurn() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            if (head.startsWith("GET /first")) {
                assertThat(more.await(10, TimeUnit.SECONDS)).isTrue();
            }
            String path = head.substring(5, 6);
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + path).getBytes(StandardCharsets.ISO_8859_1));
            return true;
        })) {
            int port = application.port();
            String cookie = cookie(port);
            try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                socket.setSoTimeout(10_000);
                OutputStream out = socket.getOutputStream();
                out.write((head("GET", port, "/0", cookie) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                assertThat(answer(socket.getInputStream())).endsWith("0");
                out.write((head("GET", port, "/first", cookie) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> application.heads().size() == 2);
                // In pieces, the second one too long to be taken early as a whole.
                String filler = "X-Filler: " + "f".repeat(9_000);
                byte[] rest = (head("GET", port, "/second", cookie) + "\r\n"
                                + head("GET", port, "/third", cookie, filler) + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
                out.write(rest, 0, 30);
                out.flush();
                Thread.sleep(100);
                out.write(rest, 30, rest.length - 30);
                out.flush();
                Thread.sleep(100);
                more.countDown();
                for (String path : new String[] {"f", "s", "t"}) {
                    assertThat(answer(socket.getInputStream())).endsWith(path);
                }
            }
        }
    }

    @Test
    void aPoolingProxysConnectionIsNobodysOwn() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            int port = application.port();
            String owners = head("GET", port, "/", cookie(port)) + "\r\n";
            String bens = head("GET", port, "/", "Authorization: Bearer " + BEN) + "Connection: close\r\n\r\n";
            String got = RawClient.exchange(gateway.port(), owners + owners + bens);
            assertThat(got.split("HTTP/1.1 200", -1)).hasSize(3);
            assertThat(got).contains("HTTP/1.1 403", "not-yours");
            assertThat(application.heads()).hasSize(2);
        }
    }

    @Test
    void uploadsArriveWhole() throws Exception {
        byte[] sent = new byte[3_000_000];
        new Random(7).nextBytes(sent);
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            byte[] got = head.contains("Transfer-Encoding: chunked")
                    ? chunks(body)
                    : body.readNBytes(Integer.parseInt(head.replaceFirst("(?s).*Content-Length: ([0-9]+).*", "$1")));
            String text = Arrays.equals(got, sent) ? "same" : "else";
            out.write(
                    ("HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\n" + text).getBytes(StandardCharsets.ISO_8859_1));
            return true;
        })) {
            int port = application.port();
            for (String framing : new String[] {"Content-Length: " + sent.length, "Transfer-Encoding: chunked"}) {
                for (String expect : new String[] {"X: y", "Expect: 100-continue"}) {
                    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                        socket.setSoTimeout(10_000);
                        OutputStream out = socket.getOutputStream();
                        out.write((head("PUT", port, "/", token(), framing, expect) + "\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                        if (expect.startsWith("Expect")) {
                            assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 100");
                        }
                        send(out, sent, framing.startsWith("T"));
                        assertThat(answer(socket.getInputStream()))
                                .startsWith("HTTP/1.1 201")
                                .endsWith("same");
                    }
                }
            }
        }
    }

    @Test
    void anAnswerBeforeTheUploadsEndReachesTheClient() throws Exception {
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            out.write("HTTP/1.1 413 Too much\r\nContent-Length: 4\r\n\r\nmuch".getBytes(StandardCharsets.ISO_8859_1));
            return false;
        })) {
            try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write((head("PUT", application.port(), "/", token(), "Content-Length: 1000000000")
                                        + "\r\nbegin")
                                .getBytes(StandardCharsets.ISO_8859_1));
                assertThat(answer(socket.getInputStream()))
                        .startsWith("HTTP/1.1 413")
                        .endsWith("much");
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 413 Too much\r\nContent-Length: 4\r\n\r\nmuch", ""})
    void aClientThatStillSendsGetsToReadItsAnswer(String answer) throws Exception {
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            return false;
        })) {
            for (int i = 0; i < 10; i++) {
                try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                    socket.setSoTimeout(10_000);
                    OutputStream out = socket.getOutputStream();
                    out.write((head("PUT", application.port(), "/", token(), "Content-Length: 3000000") + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
                    out.write(new byte[3_000_000]);
                    assertThat(headOf(socket.getInputStream()))
                            .startsWith(answer.isEmpty() ? "HTTP/1.1 502" : "HTTP/1.1 413");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf"
            })
    void aBrokenAnswerIsSeenToBeBroken(String answer) throws Exception {
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            return false;
        })) {
            try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write((head("GET", application.port(), "/", token()) + "\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                String got = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(got).contains("half").doesNotEndWith("0\r\n\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no HTTP at all\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n injected: x\r\n\r\n",
                ""
            })
    void whatIsNoAnswerIsToldAsSuch(String answer) throws Exception {
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            return false;
        })) {
            assertThat(get(application.port(), "/", token(), "Accept: text/html"))
                    .startsWith("HTTP/1.1 502")
                    .contains("port " + application.port() + " of local", "<!doctype html>");
        }
    }

    @Test
    void saysWhenNothingListens() throws Exception {
        int port;
        try (ScriptedServer gone = ScriptedServer.saying(OK)) {
            port = gone.port();
        }
        assertThat(get(port, "/", token()))
                .startsWith("HTTP/1.1 502")
                .contains("nothing-listens", "Nothing listens on port " + port + " of local.");
        assertThat(get(port, "/", token(), "Accept: text/html")).contains("http-equiv=\"refresh\"");
        assertThat(RawClient.exchange(
                        gateway.port(),
                        "GET / HTTP/1.1\r\nHost: nowhere-80.apps.localhost\r\n" + token()
                                + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404")
                .contains("unknown-instance");
        assertThat(RawClient.exchange(
                        gateway.port(), "GET / HTTP/1.1\r\nHost: x.apps.localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404")
                .contains("unknown-application");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRACE / HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "CONNECT / HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "GET http://HOST/ HTTP/1.1\r\nHost: HOST\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: HOST\r\nHost: other\r\n\r\n"
            })
    void hostileRequestsGoNowhere(String request) throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            String cookie = cookie(application.port());
            String got = RawClient.exchange(
                    gateway.port(),
                    request.replace("HOST", host(application.port()))
                            .replace("\r\n\r\n", "\r\n" + cookie + "\r\n\r\n"));
            assertThat(RawClient.status(got)).isBetween(400, 499);
            assertThat(application.heads()).isEmpty();
        }
    }

    @Test
    void aClientThatReadsNothingHoldsUpNobody() throws Exception {
        byte[] block = new byte[1 << 20];
        int blocks = 256;
        CountDownLatch written = new CountDownLatch(1);
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            if (head.startsWith("GET /small")) {
                out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
                return true;
            }
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + (long) blocks * block.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < blocks; i++) {
                out.write(block);
            }
            written.countDown();
            return true;
        })) {
            int port = application.port();
            try (Socket deaf = new Socket("127.0.0.1", gateway.port())) {
                deaf.getOutputStream()
                        .write((head("GET", port, "/big", token()) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> application.heads().size() == 1);
                for (int i = 0; i < 20; i++) {
                    assertThat(get(port, "/small", token())).startsWith("HTTP/1.1 200");
                }
                assertThat(written.await(500, TimeUnit.MILLISECONDS))
                        .as("256 MiB must not lie in the gateway")
                        .isFalse();
                deaf.setSoTimeout(20_000);
                InputStream in = deaf.getInputStream();
                long got = 0;
                byte[] buffer = new byte[1 << 16];
                while (got < (long) blocks * block.length) {
                    int count = in.read(buffer);
                    assertThat(count).isPositive();
                    got += count;
                }
            }
        }
    }

    @Test
    void webSocketsAreBytesBothWays() throws Exception {
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            if (!head.contains("Upgrade: websocket")) {
                out.write("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                return true;
            }
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: x\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\nfirst")
                    .getBytes(StandardCharsets.ISO_8859_1));
            byte[] buffer = new byte[8192];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                out.write(buffer, 0, n);
            }
            out.write("last".getBytes(StandardCharsets.ISO_8859_1));
            return false;
        })) {
            int port = application.port();
            String handshake = String.join(
                    "\r\n",
                    "Connection: keep-alive, Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    "");
            try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
                socket.setSoTimeout(10_000);
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream();
                out.write((head("GET", port, "/socket?x", cookie(port), "Origin: http://" + host(port)) + handshake)
                        .getBytes(StandardCharsets.ISO_8859_1));
                assertThat(headOf(in))
                        .startsWith("HTTP/1.1 101")
                        .contains("Sec-WebSocket-Accept: x\r\n", "Sec-WebSocket-Extensions: permessage-deflate\r\n");
                assertThat(new String(in.readNBytes(5), StandardCharsets.ISO_8859_1))
                        .isEqualTo("first");
                byte[] sent = new byte[2_000_000];
                new Random(3).nextBytes(sent);
                Thread writer = Thread.ofVirtual().start(() -> {
                    try {
                        out.write(sent);
                        socket.shutdownOutput();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                assertThat(in.readNBytes(sent.length)).isEqualTo(sent);
                assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                        .isEqualTo("last");
                writer.join();
            }
            assertThat(application.heads().getFirst())
                    .contains("Origin: http://localhost:" + port + "\r\n", "Upgrade: websocket\r\n")
                    .doesNotContain("keep-alive");
            String foreign = RawClient.head(
                    gateway.port(), head("GET", port, "/", cookie(port), "Origin: http://evil.org") + handshake);
            assertThat(foreign).startsWith("HTTP/1.1 403");
            // Another protocol is nobody's business: an h2c request would go round all of this.
            get(port, "/", cookie(port), "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__");
            assertThat(application.heads().get(1)).doesNotContain("Upgrade", "h2c", "HTTP2-Settings");
        }
    }

    @Test
    void aBareAddressHasNoNamesBelowIt() throws Exception {
        try (ScriptedServer application = ScriptedServer.saying(OK)) {
            HttpResponse<String> address =
                    gateway.owner("GET", "/atelier/v1/computes/local/applications/" + application.port(), "");
            assertThat(address.body())
                    .contains("\"url\":\"" + gateway.pageUrl() + "/applications/local-" + application.port() + "\"");
            assertThat(gateway.owner("GET", "/atelier/v1/computes/local/applications/70000", "")
                            .statusCode())
                    .isEqualTo(400);
            String next = gateway.owner("GET", "/applications/local-1?next=%2F%2Fevil.org", "")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            assertThat(URLDecoder.decode(next, StandardCharsets.UTF_8)).startsWith("http://local-1.apps.localhost:");
            assertThat(get(1, next.substring(next.indexOf("/.atelier")))).contains("Location: /\r\n");
        }
    }

    private static void send(OutputStream out, byte[] body, boolean chunked) throws IOException {
        for (int at = 0; at < body.length; ) {
            int count = Math.min(100_000, body.length - at);
            if (chunked) {
                out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(body, at, count);
            if (chunked) {
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            at += count;
        }
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            StringBuilder size = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                size.append((char) b);
            }
            int count = Integer.parseInt(size.toString().strip(), 16);
            body.write(in.readNBytes(count));
            in.readNBytes(2);
            if (count == 0) {
                return body.toByteArray();
            }
        }
    }

    private static String headOf(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            assertThat(b).isNotNegative();
            head.append((char) b);
        }
        return head.toString();
    }

    /** One answer with Content-Length, or none. */
    private static String answer(InputStream in) throws IOException {
        String head = headOf(in);
        Matcher length = Pattern.compile("Content-Length: ([0-9]+)").matcher(head);
        return head
                + (length.find()
                        ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.ISO_8859_1)
                        : "");
    }
}
