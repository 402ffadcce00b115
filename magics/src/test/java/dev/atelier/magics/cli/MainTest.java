package dev.atelier.magics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shell sees: words on standard error and an exit code. */
class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    private int run(Map<String, String> environment, String line) {
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(printed, false) {
            @Override
            public Map<String, String> environment() {
                return environment;
            }
        };
        return Main.run(line.split(" "), terminal, new PrintStream(complaints, true, StandardCharsets.UTF_8));
    }

    private String complained() {
        return complaints.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatASpecRefusesIsASentence() {
        Map<String, String> keys = Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "hidden");
        assertThat(run(keys, "datastore create data --type s3 --bucket b --endpoint foo"))
                .isEqualTo(1);
        assertThat(complained()).startsWith("atelier: ").contains("endpoint").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compute crate box1 | There is no ./atelier compute crate. Did you mean create?",
                "compute submit train.py --epochs 4 | has no option --epochs. Words for the script that begin with a dash go after --.",
                "compute show a b | ./atelier compute show takes no “b” there.",
                "compute start --now a | ./atelier compute start has no option --now.",
            })
    void wordsThatAreNotTakenAreNamed(String line, String sentence) {
        assertThat(run(Map.of(), line)).isEqualTo(2);
        assertThat(complained())
                .startsWith("atelier: ")
                .contains(sentence)
                .contains("Usage: ./atelier compute")
                .contains("--help");
    }

    @Test
    void aWordThatBeginsWithAnAtIsAWord(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("words"), "two words");
        assertThat(run(Map.of("ATELIER_URL", "http://127.0.0.1:1"), "compute show @" + file))
                .isEqualTo(1);
        assertThat(complained()).contains("No gateway answers");
    }

    @ParameterizedTest
    @CsvSource({"Completed,0", "Failed,1", "Canceled,1"})
    void aFollowedJobsEndIsTheExitCode(String state, int exitCode) throws IOException {
        String job = "{\"name\":\"j\",\"owner\":\"ben\",\"compute\":\"box\",\"command\":[],\"state\":\"" + state
                + "\",\"log\":\"jobs/j/std_log.txt\",\"created\":\"2026-01-01T00:00:00.000000Z\"}";
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean log = exchange.getRequestURI().getPath().endsWith("/logs");
            byte[] bytes = (log ? "a line\n" : job).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            Map<String, String> environment = Map.of(
                    "ATELIER_URL", "http://127.0.0.1:" + server.getAddress().getPort());
            assertThat(run(environment, "compute logs j --follow")).isEqualTo(exitCode);
            assertThat(run(environment, "compute logs j")).isZero();
        } finally {
            server.stop(0);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("a line", state);
    }

    @Test
    void aTokenIsShownOnceAndRevokedOnlyForSure() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        String shown =
                "{\"id\":\"0a1b2c3d\",\"name\":\"ci\",\"owner\":\"ben\",\"created\":\"2026-01-01T00:00:00.000000Z\"";
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            byte[] bytes = switch (exchange.getRequestMethod()) {
                case "POST" -> (shown + ",\"token\":\"5ec2e7\"}").getBytes(StandardCharsets.UTF_8);
                case "GET" ->
                    ("[" + shown + ",\"expires\":\"2026-01-02T00:00:00.000000Z\"}]").getBytes(StandardCharsets.UTF_8);
                default -> new byte[0];
            };
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            Map<String, String> environment = Map.of(
                    "ATELIER_URL", "http://127.0.0.1:" + server.getAddress().getPort());
            assertThat(run(environment, "token create --name ci --expires 30d")).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .startsWith("The token ci expires never.")
                    .endsWith(":\n5ec2e7\n");
            assertThat(asked)
                    .containsExactly("POST /atelier/v1/tokens {\"name\":\"ci\",\"expires_in_seconds\":2592000}");
            assertThat(run(environment, "token create --expires tomorrow")).isEqualTo(1);
            assertThat(complained()).contains("“tomorrow” is no time.");
            assertThat(run(environment, "token revoke ci")).isEqualTo(1);
            assertThat(complained()).contains("To do it, add --yes: ./atelier token revoke ci --yes");
            assertThat(asked).hasSize(1);
            assertThat(run(environment, "token revoke ci --yes")).isZero();
            assertThat(asked.getLast()).startsWith("DELETE /atelier/v1/tokens/ci");
            assertThat(run(environment, "token list")).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8).lines().toList().getLast())
                    .startsWith("ci ")
                    .contains("0a1b2c3d", "ben", "never", "expired");
            assertThat(run(environment, "token steal")).isEqualTo(2);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void peopleAreAddedGivenARoleAndRemovedOnlyForSure() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        String ben = "{\"name\":\"ben\",\"role\":\"owner\",\"created\":\"2026-01-01T00:00:00.000000Z\",\"tokens\":2}";
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            byte[] bytes = switch (exchange.getRequestMethod()) {
                case "GET" -> ("[" + ben + "]").getBytes(StandardCharsets.UTF_8);
                case "PUT" -> ben.getBytes(StandardCharsets.UTF_8);
                default -> new byte[0];
            };
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            Map<String, String> environment = Map.of(
                    "ATELIER_URL", "http://127.0.0.1:" + server.getAddress().getPort());
            assertThat(run(environment, "person add ben@home+1 --role Owner")).isZero();
            assertThat(asked).containsExactly("PUT /atelier/v1/people/ben%40home%2B1 {\"role\":\"owner\"}");
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .isEqualTo("ben is an owner. They come in with a token: ./atelier token create --for ben\n");
            assertThat(run(environment, "person set-role ben owner")).isZero();
            assertThat(asked.getLast()).isEqualTo("PUT /atelier/v1/people/ben/role {\"role\":\"owner\"}");
            assertThat(run(environment, "person add ben")).isEqualTo(2);
            assertThat(complained()).contains("--role");
            assertThat(run(environment, "person set-role ben king")).isEqualTo(2);
            assertThat(complained()).contains("“king” is no role. They are: reader, contributor, owner.");
            assertThat(run(environment, "person remove ben")).isEqualTo(1);
            assertThat(complained()).contains("To do it, add --yes: ./atelier person remove ben --yes");
            assertThat(asked).hasSize(2);
            assertThat(run(environment, "person remove ben --yes")).isZero();
            assertThat(asked.getLast()).startsWith("DELETE /atelier/v1/people/ben ");
            assertThat(run(environment, "person list")).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8).lines().toList().getLast())
                    .matches("ben +owner +2 +.* ago *");
            assertThat(run(environment, "token create --for ben")).isEqualTo(1);
            assertThat(asked.getLast())
                    .isEqualTo("POST /atelier/v1/tokens {\"name\":null,\"owner\":\"ben\",\"expires_in_seconds\":null}");
        } finally {
            server.stop(0);
        }
    }
}
