package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.gateway.application.ScriptedServer;
import dev.atelier.gateway.http.RawClient;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application answers, down to the byte, and how it reaches the client. */
class ApplicationAnswersTest extends WithApplications {
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
}
