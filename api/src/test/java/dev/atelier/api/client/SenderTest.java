package dev.atelier.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that hangs up, as one does that is killed: what is sent again to it, and with which key. */
class SenderTest {
    private static final String UNDER_WAY = "{\"code\":\"request-under-way\",\"status\":409,\"detail\":\"wait\"}";

    private record Sent(String line, String key) {}

    private final List<Sent> asked = new CopyOnWriteArrayList<>();
    private ServerSocket server;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** Gives each connection the next answer; where that is empty it is closed without one. */
    private AtelierClient client(String... answers) {
        Thread.ofVirtual().start(() -> {
            for (String answer : answers) {
                try (Socket socket = server.accept()) {
                    read(socket);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    return; // the test is over
                }
            }
        });
        return new AtelierClient(new HttpTransport(URI.create("http://127.0.0.1:" + server.getLocalPort()), "t"));
    }

    private void read(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String first = in.readLine();
        String key = "";
        int length = 0;
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            if (line.startsWith("Idempotency-Key: ")) {
                key = line.substring("Idempotency-Key: ".length());
            }
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        assertThat(in.skip(length)).isEqualTo(length);
        asked.add(new Sent(first, key));
    }

    private static String answer(int status, String body) {
        return "HTTP/1.1 " + status + " X\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void whatTheConnectionBrokeOffIsSentAgainWithItsKey() {
        client("", "", answer(202, "{}")).delete("box1");
        assertThat(asked).hasSize(3);
        assertThat(asked).allMatch(sent -> sent.line().startsWith("DELETE /atelier/v1/computes/box1 "));
        assertThat(asked.stream().map(Sent::key).distinct()).hasSize(1);
        assertThat(asked.getFirst().key()).hasSize(36);
    }

    @Test
    void asksForTheAnswerOfWhatIsUnderWay() {
        client("", answer(409, UNDER_WAY), answer(409, UNDER_WAY), answer(202, "{}"))
                .shutdown();
        assertThat(asked).hasSize(4);
        assertThat(asked.stream().map(Sent::key).distinct()).hasSize(1);
    }

    /** As an agent answers for a gateway that is being started again. */
    @Test
    void triesAgainWhereTheGatewayIsAwayForAMoment() {
        String away = "{\"code\":\"gateway-away\",\"status\":503,\"detail\":\"gone\"}";
        client(answer(503, away), answer(503, away), answer(503, away), answer(202, "{}"))
                .delete("box1");
        assertThat(asked).hasSize(4);
        assertThat(asked.stream().map(Sent::key).distinct()).hasSize(1);
    }

    @Test
    void everyWishHasAKeyOfItsOwnAndAQuestionHasNone() {
        AtelierClient client = client(answer(202, "{}"), answer(202, "{}"), answer(200, "[]"));
        client.delete("box1");
        client.delete("box1");
        client.tokens();
        assertThat(asked.stream().map(Sent::key).distinct()).hasSize(3).contains("");
    }

    @Test
    void givesUpWhereNobodyAnswers() {
        AtelierClient client = client("", "", "", answer(202, "{}"));
        assertThatThrownBy(() -> client.delete("box1"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("No gateway answers");
        assertThat(asked).hasSize(3);
    }

    @Test
    void anotherConflictIsAnAnswer() {
        AtelierClient client = client(answer(409, "{\"code\":\"being-deleted\",\"status\":409,\"detail\":\"no\"}"));
        assertThatThrownBy(() -> client.delete("box1"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("no");
        assertThat(asked).hasSize(1);
    }
}
