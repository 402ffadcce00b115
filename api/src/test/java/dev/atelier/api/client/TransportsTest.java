package dev.atelier.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.api.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportsTest {
    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final CompletableFuture<String> asked = new CompletableFuture<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** Answers one call with these bytes; {@code hang} leaves the connection open after them. */
    private Transport socket(byte[] answer, boolean hang) throws IOException {
        Path path = folder.resolve("s");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        open.add(server);
        Thread.ofVirtual().start(() -> {
            try {
                SocketChannel client = server.accept();
                open.add(client);
                BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                asked.complete(in.readLine());
                client.write(ByteBuffer.wrap(answer));
                if (!hang) {
                    client.close();
                }
            } catch (IOException e) {
                asked.completeExceptionally(e);
            }
        });
        return new SocketTransport(path);
    }

    private Transport socket(String answer) throws IOException {
        return socket(answer.getBytes(StandardCharsets.UTF_8), false);
    }

    @Test
    void asksInOneLineAndPutsThePiecesTogether() throws Exception {
        Transport transport =
                socket("{\"status\":201,\"headers\":{}}\n{\"data\":\"a\\n\"}\n{\"data\":\"é😀\"}\n{\"end\":true}\n");
        Transport.Response answer = transport.send(new Call("PUT", "/x", Map.of("A", "b"), "{\n}"));
        assertThat(answer).isEqualTo(new Transport.Response(201, "a\né😀"));
        assertThat(asked.get(5, TimeUnit.SECONDS))
                .isEqualTo("{\"method\":\"PUT\",\"path\":\"/x\",\"headers\":{\"A\":\"b\"},\"body\":\"{\\n}\"}");
    }

    @Test
    void cutsLinesWhereverThePiecesEnd() throws Exception {
        Transport transport =
                socket("{\"status\":200}\n{\"data\":\"one\\ntw\"}\n{\"data\":\"o\\nthree\\n\"}\n{\"end\":true}\n");
        List<String> lines = new ArrayList<>();
        transport.follow(Call.get("/x"), lines::add);
        assertThat(lines).containsExactly("one", "two", "three");
    }

    @Test
    void saysWhenTheAnswerBreaksOff() throws Exception {
        AtelierClient client = new AtelierClient(socket("{\"status\":200}\n{\"data\":\"[\"}\n"));
        assertThatThrownBy(client::instances).hasMessageContaining("No gateway answers");
    }

    @Test
    void passesOnWhatTheGatewayRefuses() throws Exception {
        AtelierClient client = new AtelierClient(
                socket("{\"status\":404}\n{\"data\":\"{\\\"code\\\":\\\"unknown-instance\\\",\\\"status\\\":404,"
                        + "\\\"detail\\\":\\\"No.\\\"}\"}\n{\"end\":true}\n"));
        assertThatThrownBy(() -> client.instance("box")).hasMessage("No.");
    }

    /** Stopping a cell is no missing gateway. */
    @Test
    void anInterruptIsCalledThat() throws Exception {
        AtelierClient client = new AtelierClient(socket(new byte[0], true));
        CompletableFuture<Exception> end = new CompletableFuture<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                client.status();
                end.completeExceptionally(new AssertionError("it answered"));
            } catch (ProblemException e) {
                end.complete(e);
            }
        });
        asked.get(5, TimeUnit.SECONDS);
        caller.interrupt();
        assertThat(end.get(10, TimeUnit.SECONDS)).hasMessageContaining("Interrupted");
        assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    }

    private AtelierClient http(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.complete(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        open.add(() -> server.stop(0));
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/base/";
        return Gateways.client(Map.of("ATELIER_URL", url, "ATELIER_TOKEN", "t"));
    }

    @Test
    void encodesNamesInPaths() throws Exception {
        AtelierClient client = http(200, "a\nb\n");
        assertThat(client.log("a/../b c?d")).isEqualTo("a\nb\n");
        assertThat(asked.get()).isEqualTo("GET /base/atelier/v1/jobs/a%2F..%2Fb%20c%3Fd/logs token t");
    }

    @Test
    void namesTheStatusOfWhatIsNoProblem() throws Exception {
        assertThatThrownBy(http(502, "<html>")::status).hasMessageContaining("status 502");
    }

    @Test
    void findsNoGatewayInWhatNoneWrote() throws Exception {
        assertThat(Gateways.running(folder)).isEmpty();
        Files.writeString(folder.resolve("gateway.json"), "{");
        assertThat(Gateways.running(folder)).isEmpty();
        assertThatThrownBy(() -> Gateways.client(Map.of("ATELIER_HOME", folder.toString())))
                .hasMessageContaining("No gateway runs on " + folder)
                .hasMessageContaining("./atelier up");
    }
}
