package dev.atelier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.keepalive.KeptProcesses;
import dev.atelier.agent.support.AgentClient;
import dev.atelier.agent.support.AgentClient.Reply;
import dev.atelier.agent.support.Pythons;
import dev.atelier.agent.support.TestFolder;
import dev.atelier.agent.support.TextSocket;
import dev.atelier.api.Json;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything but kernels, over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentRoutesTest {
    private TestFolder folder;
    private Agent agent;
    private AgentClient client;

    @BeforeAll
    void start(@TempDir Path root) throws Exception {
        folder = new TestFolder(root).with("environment", Map.of("HOME", root.toString(), "PATH", pathWithGpus(root)));
        agent = new Agent(folder.config());
        client = new AgentClient(agent.port());
    }

    @AfterAll
    void end() throws Exception {
        client.post("/agent/v1/shutdown", Map.of());
        agent.awaitEnd();
        client.close();
    }

    /** Speaks as NVIDIA's own program does, for there is no such card in the computers that test this. */
    private static String pathWithGpus(Path root) throws Exception {
        Path program = Files.createDirectories(root.resolve("gpu-bin")).resolve("nvidia-smi");
        Files.writeString(program, """
                #!/bin/sh
                case "$1" in
                --query-gpu=index,uuid,memory.total,memory.used,utilization.gpu,temperature.gpu,power.draw,name) ;;
                *) exit 2 ;;
                esac
                echo '0, GPU-aa, 40960, 1024, 35, 51, 120.50, NVIDIA A100-PCIE-40GB'
                echo '1, GPU-bb, [N/A], [N/A], [Not Supported], 40, [N/A], NVIDIA X, of the other kind'
                """);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program.getParent() + ":" + Pythons.prefix().resolve("bin") + ":" + System.getenv("PATH");
    }

    @Test
    void tellsWhatTheInstanceUses() throws Exception {
        JsonNode usage = client.get("/agent/v1/usage").json();
        assertThat(usage.path("cpus").asInt()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(usage.path("cpu").asDouble()).isBetween(0.0, 1.0);
        assertThat(usage.path("memory_used_bytes").asLong())
                .isPositive()
                .isLessThan(usage.path("memory_bytes").asLong());
        assertThat(usage.path("disk_free_bytes").asLong())
                .isPositive()
                .isLessThan(usage.path("disk_bytes").asLong());
        assertThat(usage.path("gpus").get(0).toString())
                .isEqualTo("{\"index\":0,\"uuid\":\"GPU-aa\",\"name\":\"NVIDIA A100-PCIE-40GB\","
                        + "\"memory_bytes\":42949672960,\"memory_used_bytes\":1073741824,\"utilization\":0.35,"
                        + "\"temperature\":51.0,\"power\":120.5}");
        assertThat(usage.path("gpus").get(1).path("name").asText()).isEqualTo("NVIDIA X, of the other kind");
        assertThat(usage.path("gpus").get(1).path("utilization").isNumber()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/agent/v1/status",
        "POST,/agent/v1/shutdown",
        "GET,/api/kernelspecs",
        "GET,/api/kernelspecs/python3",
        "GET,/kernelspecs/python3/logo-64x64.png",
        "GET,/api/kernels",
        "POST,/api/kernels",
        "GET,/api/kernels/x",
        "DELETE,/api/kernels/x",
        "POST,/api/kernels/x/interrupt",
        "POST,/api/kernels/x/restart",
        "GET,/api/terminals",
        "POST,/api/terminals",
        "GET,/api/terminals/1",
        "DELETE,/api/terminals/1",
        "PUT,/agent/v1/jobs/x",
        "GET,/agent/v1/jobs",
        "GET,/agent/v1/jobs/x",
        "POST,/agent/v1/jobs/x/cancel",
        "DELETE,/agent/v1/jobs/x",
        "POST,/agent/v1/exec",
        "PUT,/agent/v1/name",
        "GET,/agent/v1/usage",
        "PUT,/agent/v1/keepalive",
        "DELETE,/agent/v1/keepalive",
        "GET,/",
        "GET,/no/such/route"
    })
    void everyRouteWantsTheSecret(String method, String path) throws Exception {
        for (Optional<String> wrong :
                List.of(Optional.<String>empty(), Optional.of("wrong"), Optional.of(TestFolder.SECRET + "x"))) {
            try (AgentClient stranger = new AgentClient(agent.port(), wrong)) {
                Reply reply = stranger.send(method, path, Optional.empty());
                assertThat(reply.status()).isEqualTo(401);
                assertThat(reply.json().get("code").asText()).isEqualTo("unauthorized");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/kernels/x/channels?session_id=s", "/terminals/websocket/1", "/agent/v1/link"})
    void everyUpgradeWantsTheSecret(String path) {
        try (AgentClient stranger = new AgentClient(agent.port(), Optional.of("wrong"))) {
            assertThatThrownBy(() -> stranger.webSocket(path, Optional.of("v1.numbered.atelier.dev"), new TextSocket()))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
        }
    }

    @Test
    void aSecondAgentOnTheSameStateIsRefused() {
        assertThatThrownBy(() -> new Agent(folder.config()))
                .hasMessageContaining("Another agent runs on the state folder");
    }

    private List<Long> kept() throws Exception {
        List<Long> pids = new ArrayList<>();
        client.get("/agent/v1/status").json().path("kept").forEach(process -> {
            assertThat(process.path("command").asText()).isEqualTo("sleep");
            pids.add(process.path("pid").asLong());
        });
        return pids;
    }

    private Reply keep(long pid, long seconds) throws Exception {
        return client.send(
                "PUT", "/agent/v1/keepalive", Optional.of("{\"pid\":" + pid + ",\"seconds\":" + seconds + "}"));
    }

    @Test
    void processesKeepTheInstanceWhileTheyRun() throws Exception {
        Process one = new ProcessBuilder("sleep", "600").start();
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            assertThat(keep(one.pid(), 600).json().path("command").asText()).isEqualTo("sleep");
            keep(one.pid(), 600);
            keep(other.pid(), 600);
            assertThat(kept()).containsExactlyInAnyOrder(one.pid(), other.pid());
            assertThat(new KeptProcesses(folder.state().resolve("keepalive.json")).running())
                    .as("for an agent that comes after this one")
                    .hasSize(2);
            one.destroyForcibly().waitFor();
            assertThat(kept()).containsExactly(other.pid());
            keep(other.pid(), 0);
            assertThat(kept()).as("its time is over").isEmpty();
            keep(other.pid(), 600);
            assertThat(client.send("DELETE", "/agent/v1/keepalive", Optional.empty())
                            .status())
                    .isEqualTo(204);
            assertThat(kept()).isEmpty();
            Reply gone = keep(one.pid(), 600);
            assertThat(gone.status()).isEqualTo(404);
            assertThat(gone.json().path("detail").asText()).contains(String.valueOf(one.pid()));
        } finally {
            one.destroyForcibly();
            other.destroyForcibly();
        }
    }

    @Test
    void whatIsNotOfThisAgentIsForgotten(@TempDir Path own) throws Exception {
        Path file = Files.writeString(own.resolve("keepalive.json"), "[{\"process\":");
        assertThat(new KeptProcesses(file).running()).isEmpty();
    }

    @Test
    void unknownThingsAreNamed() throws Exception {
        assertThat(client.get("/api/kernels/none").json().get("code").asText()).isEqualTo("unknown-kernel");
        Reply spec = client.post("/api/kernels", Map.of("name", "cobol"));
        assertThat(spec.status()).isEqualTo(404);
        assertThat(spec.json().get("next").asText()).contains("python3");
        assertThatThrownBy(() -> client.channels("none", "s"))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
        assertThat(client.send("PUT", "/api/kernels", Optional.of("{}")).status())
                .isEqualTo(405);
        assertThat(client.send("POST", "/api/kernels", Optional.of("{"))
                        .json()
                        .get("code")
                        .asText())
                .isEqualTo("bad-json");
    }

    @Test
    void anAgentThatIsBeingEndedStartsNothing(@TempDir Path own) throws Exception {
        Agent leaving = new Agent(new TestFolder(own).config());
        try (AgentClient to = new AgentClient(leaving.port())) {
            Map<String, ?> stubborn = Map.of(
                    "command", List.of("sh", "-c", "trap '' TERM; echo on; while true; do sleep 1; done"), "log", "l");
            to.send("PUT", "/agent/v1/jobs/stubborn", Optional.of(Json.write(stubborn)));
            await().until(() -> Files.exists(own.resolve("share/l")) && Files.size(own.resolve("share/l")) > 0);
            to.post("/agent/v1/shutdown", Map.of());
            Map<String, ?> command = Map.of("command", List.of("true"), "log", "m");
            for (Reply refused : List.of(
                    to.send("PUT", "/agent/v1/jobs/late", Optional.of(Json.write(command))),
                    to.post("/api/kernels", Map.of("name", "python3")),
                    to.post("/api/terminals", Map.of()),
                    to.post("/agent/v1/exec", command))) {
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.json().get("code").asText()).isEqualTo("agent-ending");
            }
        }
        leaving.awaitEnd();
    }

    @Test
    void aKernelFolderInWhichNothingWasStartedGoes(@TempDir Path own) throws Exception {
        TestFolder left = new TestFolder(own);
        Path half = left.state().resolve("kernels/half");
        Files.createDirectories(half.resolve("journal"));
        try (Agent next = new Agent(left.config())) {
            assertThat(next.port()).isPositive();
            assertThat(half).doesNotExist();
        }
    }

    @Test
    void aKernelThatDiesAtStartSaysWhy() throws Exception {
        folder.kernelspec(
                "broken",
                Map.of(
                        "argv",
                        List.of("python3", "-c", "import sys; print('no such GPU'); sys.exit(3)"),
                        "display_name",
                        "Broken",
                        "language",
                        "python"));
        Reply reply = client.post("/api/kernels", Map.of("name", "broken"));
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.json().get("code").asText()).isEqualTo("kernel-died-at-start");
        assertThat(reply.json().get("detail").asText()).contains("exit code 3").contains("no such GPU");
        assertThat(client.get("/api/kernels").json()).isEmpty();
    }

    @Test
    void aKernelThatNeverAnswersIsEnded() throws Exception {
        Path pid = folder.share().resolve("silent.pid");
        folder.kernelspec(
                "silent",
                Map.of(
                        "argv",
                        List.of("sh", "-c", "echo $$ > " + pid + "; sleep 300"),
                        "display_name",
                        "Silent",
                        "language",
                        "sh"));
        Reply reply =
                client.post("/api/kernels", Map.of("name", "silent", "env", Map.of("KERNEL_LAUNCH_TIMEOUT", "1")));
        assertThat(reply.json().get("code").asText()).isEqualTo("kernel-start-timeout");
        long process = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aTerminalEchoesResizesAndReplays() throws Exception {
        String name = client.post("/api/terminals", Map.of()).json().get("name").asText();
        try (TextSocket socket = terminal(name)) {
            assertThat(socket.next()).isEqualTo("[\"setup\",{}]");
            // What is typed before the prompt belongs to whatever the shell's start-up files run.
            assertThat(socket.next()).startsWith("[\"stdout\",");
            socket.send("[\"set_size\",33,99,0,0]");
            socket.send("[\"stdin\",\"stty size; echo gr\\u00fc\\u00df; pwd; echo $ATELIER_INSTANCE\\r\"]");
            socket.untilText("33 99", "grüß", folder.share().toRealPath().toString());
        }
        try (TextSocket again = terminal(name)) {
            again.untilText("33 99");
            again.send("[\"stdin\",\"exit\\r\"]");
            again.untilText("[\"disconnect\",1]");
        }
        await().until(() -> client.get("/api/terminals/" + name).status() == 404);
    }

    @Test
    void terminalsAreNumberedAndDeleted() throws Exception {
        String name = client.post("/api/terminals", Map.of()).json().get("name").asText();
        assertThat(name).matches("\\d+");
        assertThat(client.get("/api/terminals/" + name)
                        .json()
                        .get("last_activity")
                        .asText())
                .endsWith("Z");
        assertThat(client.delete("/api/terminals/" + name).status()).isEqualTo(204);
        assertThat(client.get("/api/terminals/" + name).status()).isEqualTo(404);
    }

    @Test
    void aJobRunsOnceAndKeepsItsWordsApart() throws Exception {
        Map<String, ?> job = Map.of(
                "command",
                List.of("sh", "-c", "printf '%s\\n' \"$1\" \"$X\"; exit 3", "sh", "a b'; $(id) \"c\""),
                "cwd",
                "",
                "environment",
                Map.of("X", "from outside"),
                "log",
                "logs/words.txt");
        Reply first = client.send("PUT", "/agent/v1/jobs/words", Optional.of(Json.write(job)));
        assertThat(first.status()).isEqualTo(201);
        JsonNode ended = client.get("/agent/v1/jobs/words?wait=30").json();
        assertThat(ended.get("state").asText()).isEqualTo("Failed");
        assertThat(ended.get("exit_code").asInt()).isEqualTo(3);
        assertThat(client.send("PUT", "/agent/v1/jobs/words", Optional.of(Json.write(job)))
                        .status())
                .isEqualTo(200);
        assertThat(Files.readString(folder.share().resolve("logs/words.txt")))
                .isEqualTo("a b'; $(id) \"c\"\nfrom outside\n");
        assertThat(client.delete("/agent/v1/jobs/words").status()).isEqualTo(204);
        assertThat(client.get("/agent/v1/jobs/words").status()).isEqualTo(404);
    }

    @Test
    void aJobsEndIsActivity() throws Exception {
        Map<String, ?> job = Map.of("command", List.of("true"), "cwd", "", "log", "logs/brief.txt");
        client.send("PUT", "/agent/v1/jobs/brief", Optional.of(Json.write(job)));
        String ended =
                client.get("/agent/v1/jobs/brief?wait=30").json().get("ended").asText();
        String last = client.get("/agent/v1/status").json().get("last_activity").asText();
        assertThat(last).isGreaterThanOrEqualTo(ended);
        client.delete("/agent/v1/jobs/brief");
    }

    @Test
    void aCanceledJobIsGoneWithItsChildren() throws Exception {
        Path child = folder.share().resolve("child.pid");
        Map<String, ?> job = Map.of(
                "command",
                List.of("sh", "-c", "sleep 300 & echo $! > child.pid; wait"),
                "cwd",
                ".",
                "log",
                "cancel.txt");
        client.send("PUT", "/agent/v1/jobs/cancel", Optional.of(Json.write(job)));
        await().until(() -> Files.exists(child) && Files.size(child) > 0);
        assertThat(client.delete("/agent/v1/jobs/cancel").status()).isEqualTo(409);
        assertThat(client.post("/agent/v1/jobs/cancel/cancel", Map.of()).status())
                .isEqualTo(202);
        JsonNode ended = client.get("/agent/v1/jobs/cancel?wait=30").json();
        assertThat(ended.get("state").asText()).isEqualTo("Canceled");
        long pid = Long.parseLong(Files.readString(child).strip());
        await().until(() -> dev.atelier.agent.process.ProcessId.of(pid).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out.txt", "/../../out.txt", "link/out.txt", "a/../../out.txt"})
    void aLogStaysInTheShare(String log) throws Exception {
        Path link = folder.share().resolve("link");
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, folder.share().getParent());
        }
        Map<String, ?> job = Map.of("command", List.of("true"), "log", log);
        Reply reply = client.send("PUT", "/agent/v1/jobs/escape", Optional.of(Json.write(job)));
        assertThat(reply.json().get("code").asText()).isEqualTo("bad-log");
    }

    @Test
    void aCommandIsAnsweredWithWhatItSaid() throws Exception {
        Reply reply = client.post(
                "/agent/v1/exec",
                Map.of("command", List.of("sh", "-c", "echo out; echo err >&2; exit 4"), "timeout_seconds", 20));
        assertThat(reply.json().get("exit_code").asInt()).isEqualTo(4);
        assertThat(reply.json().get("stdout").asText()).isEqualTo("out\n");
        assertThat(reply.json().get("stderr").asText()).isEqualTo("err\n");
        Reply large = client.post("/agent/v1/exec", Map.of("command", List.of("head", "-c", "3000000", "/dev/zero")));
        assertThat(large.json().get("stdout").asText()).hasSize(1 << 20);
        Reply late = client.post("/agent/v1/exec", Map.of("command", List.of("sleep", "60"), "timeout_seconds", 0.3));
        assertThat(late.json().get("code").asText()).isEqualTo("exec-timeout");
    }

    @Test
    void aCallGoesOverTheLinkAndBack() throws Exception {
        assertThat(answer("{\"method\":\"GET\",\"path\":\"/x\"}"))
                .contains("503")
                .contains("gateway-away");
        try (TextSocket gateway = new TextSocket()) {
            gateway.connected(client.webSocket("/agent/v1/link", Optional.empty(), gateway));
            awaitLink(gateway);
            try (SocketChannel caller = call("{\"method\":\"GET\",\"path\":\"/x\",\"headers\":{},\"body\":\"\"}")) {
                JsonNode call = Json.read(gateway.next(), JsonNode.class);
                assertThat(call.get("call").get("path").asText()).isEqualTo("/x");
                long id = call.get("id").asLong();
                gateway.send("{\"id\":" + id + ",\"status\":200,\"headers\":{\"A\":\"b\"}}");
                gateway.send("{\"id\":" + id + ",\"data\":\"one\"}");
                gateway.send("{\"id\":" + id + ",\"end\":true}");
                assertThat(rest(caller))
                        .isEqualTo("{\"status\":200,\"headers\":{\"A\":\"b\"}}\n{\"data\":\"one\"}\n{\"end\":true}\n");
            }
            long canceled;
            try (SocketChannel caller = call("{\"method\":\"GET\",\"path\":\"/events\"}")) {
                assertThat(caller.isConnected()).isTrue();
                canceled = Json.read(gateway.next(), JsonNode.class).get("id").asLong();
            }
            assertThat(gateway.next()).isEqualTo("{\"id\":" + canceled + ",\"cancel\":true}");
            assertThat(answer("this is no JSON")).contains("\"status\":400");
        }
        await().untilAsserted(() ->
                assertThat(answer("{\"method\":\"GET\",\"path\":\"/x\"}")).contains("gateway-away"));
    }

    @Test
    void aCallWhoseClientDoesNotReadIsCanceledAtTheGateway() throws Exception {
        try (TextSocket gateway = new TextSocket()) {
            gateway.connected(client.webSocket("/agent/v1/link", Optional.empty(), gateway));
            awaitLink(gateway);
            try (SocketChannel caller = call("{\"method\":\"GET\",\"path\":\"/events\"}")) {
                assertThat(caller.isConnected()).isTrue();
                long id = Json.read(gateway.next(), JsonNode.class).get("id").asLong();
                String line = "{\"id\":" + id + ",\"data\":\"" + "x".repeat(1_000_000) + "\"}";
                for (int i = 0; i < 6; i++) {
                    gateway.send(line);
                }
                assertThat(gateway.next(Duration.ofSeconds(10))).contains("{\"id\":" + id + ",\"cancel\":true}");
            }
        }
    }

    /** The agent knows of the link a moment after the handshake: calls until one arrives. */
    private void awaitLink(TextSocket gateway) {
        await().until(() -> {
            try (SocketChannel caller = call("{\"method\":\"GET\",\"path\":\"/probe\"}")) {
                return caller.isConnected()
                        && gateway.next(Duration.ofMillis(500)).isPresent();
            }
        });
        await().until(() -> gateway.next(Duration.ofMillis(500)).orElse("").contains("cancel"));
    }

    private SocketChannel call(String line) throws Exception {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(
                dev.atelier.agent.link.CallSocket.pathFor(folder.state().toAbsolutePath())));
        socket.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        return socket;
    }

    private String answer(String line) throws Exception {
        try (SocketChannel socket = call(line)) {
            return rest(socket);
        }
    }

    private static String rest(SocketChannel socket) throws Exception {
        return new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
    }

    private TextSocket terminal(String name) {
        TextSocket socket = new TextSocket();
        socket.connected(client.webSocket("/terminals/websocket/" + name, Optional.empty(), socket));
        return socket;
    }
}
