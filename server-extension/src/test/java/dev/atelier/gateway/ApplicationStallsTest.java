package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.application.ScriptedServer;
import dev.atelier.gateway.http.GateConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client for which an application has something, and which takes nothing of it. */
class ApplicationStallsTest extends WithApplications {
    private static final Duration STALL = Duration.ofMillis(500);
    private static final String UPGRADE =
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n";

    @Override
    RealGateway begin(Path folder) throws IOException {
        return RealGateway.start(folder, config -> {
            GateConfig.Limits all = config.limits();
            return RealGateway.unlimited(config)
                    .withLimits(new GateConfig.Limits(
                            all.headerBytes(),
                            all.headers(),
                            all.requests(),
                            all.connections(),
                            all.head(),
                            STALL,
                            all.idle()));
        });
    }

    private Socket ask(int port, String more) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 << 10);
        socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write((head("GET", port, "/", token()) + more + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static void answer(String head, OutputStream out) throws IOException {
        out.write((head.contains("Upgrade: websocket")
                        ? "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                        : "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", UPGRADE})
    void losesTheConnection(String more) throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
                    answer(head, out);
                    byte[] block = new byte[1 << 20];
                    try {
                        while (true) {
                            out.write(block);
                        }
                    } catch (IOException e) {
                        broken.countDown();
                        throw e;
                    }
                });
                Socket deaf = ask(application.port(), more)) {
            assertThat(broken.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(deaf.isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", UPGRADE})
    void mayWaitForWhatDoesNotCome(String more) throws Exception {
        Semaphore speak = new Semaphore(0);
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
                    answer(head, out);
                    speak.acquire();
                    out.write("late".getBytes(StandardCharsets.ISO_8859_1));
                    return false;
                });
                Socket patient = ask(application.port(), more)) {
            InputStream in = patient.getInputStream();
            headOf(in);
            Thread.sleep(STALL.multipliedBy(12));
            speak.release();
            StringBuilder heard = new StringBuilder();
            while (heard.indexOf("late") < 0) {
                int next = in.read();
                assertThat(next).as(heard.toString()).isNotNegative();
                heard.append((char) next);
            }
        }
    }

    @Test
    void mayBeSlow() throws Exception {
        int size = 24 << 20;
        try (ScriptedServer application = new ScriptedServer((head, body, out) -> {
                    out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
                    out.write(new byte[size]);
                    return true;
                });
                Socket slow = ask(application.port(), "")) {
            InputStream in = slow.getInputStream();
            headOf(in);
            int got = 0;
            for (int i = 0; i < 40; i++) {
                got += in.readNBytes(32 << 10).length;
                Thread.sleep(STALL.dividedBy(5));
            }
            assertThat(in.readNBytes(size - got)).hasSize(size - got);
        }
    }
}
