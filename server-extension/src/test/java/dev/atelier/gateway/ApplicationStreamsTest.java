package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.gateway.application.ScriptedServer;
import dev.atelier.gateway.http.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on for longer: uploads, downloads, WebSockets, and either side leaving in the middle. */
class ApplicationStreamsTest extends WithApplications {
    @Test
    void aClientThatLeavesEndsTheApplicationsConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(2);
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
            if (head.startsWith("GET /silent")) {
                out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
                asked.countDown();
                awaitItsEnd(body);
                ended.countDown();
                return false;
            }
            out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            awaitItsEnd(body); // at rest
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

    /** A connection that ends before the gateway has read what came on it is reset. */
    private static void awaitItsEnd(InputStream body) throws IOException {
        try {
            assertThat(body.read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
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
}
