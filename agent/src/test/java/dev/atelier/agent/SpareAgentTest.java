package dev.atelier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.support.AgentClient;
import dev.atelier.agent.support.AgentProcess;
import dev.atelier.agent.support.KernelSocket;
import dev.atelier.agent.support.TestFolder;
import dev.atelier.api.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent of an instance that nobody has asked for yet, in a JVM of its own. */
class SpareAgentTest {
    private static final Duration START = Duration.ofSeconds(60);

    @Test
    void isNamedOnceAndItsKernelIsTakenOver(@TempDir Path root) throws Exception {
        TestFolder folder = spare(root);
        Files.createDirectories(folder.share().resolve("wörk"));
        try (AgentProcess agent = new AgentProcess(folder)) {
            long warm = warmPid(agent, folder);
            AgentClient client = agent.client();
            assertThat(name(client, "box1")).isEqualTo(204);
            assertThat(name(client, "box1")).isEqualTo(204);
            assertThat(name(client, "box2")).isEqualTo(409);
            assertThat(client.get("/agent/v1/status").json().get("instance").asText())
                    .isEqualTo("box1");

            String kernel = start(client, Map.of("KERNEL_USERNAME", "ann"));
            try (KernelSocket socket = client.channels(kernel, "s")) {
                assertThat(socket.output("""
                        import os
                        from ipykernel import get_connection_file
                        print(os.getpid(), os.getcwd(), os.environ["ATELIER_INSTANCE"], os.environ["KERNEL_USERNAME"],
                              os.environ["JPY_SESSION_NAME"] == __session__, __session__, len(In),
                              sorted(set(dir()) & {"json", "given", "shell", "wanted", "name"}),
                              _dh == [type(_dh[0])(os.getcwd())], os.path.basename(get_connection_file()), sep="|")"""))
                        .isEqualTo(warm + "|" + folder.share().toRealPath().resolve("wörk") + "|box1|ann|True|"
                                + folder.share().resolve("wörk/n \"1\".ipynb") + "|2|[]|True|kernel-" + kernel
                                + ".json\n");
            }
            assertThat(client.get("/agent/v1/status").json().get("warm").asBoolean())
                    .isFalse();

            agent.kill(); // and what it had started ahead is somebody's by now
            agent.start();
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                assertThat(socket.output("os.getpid()")).isEqualTo(String.valueOf(warm));
            }
            assertThat(agent.client()
                            .post("/api/kernels/" + kernel + "/restart", Map.of())
                            .status())
                    .isEqualTo(200);
            try (KernelSocket socket = agent.client().channels(kernel, "s2")) {
                assertThat(socket.output("import os; os.path.basename(os.getcwd())"))
                        .isEqualTo("'wörk'");
            }
        }
    }

    /** Python reads some variables when it starts, and never again. */
    @Test
    void aKernelWithVariablesOfItsOwnIsStartedForItself(@TempDir Path root) throws Exception {
        TestFolder folder = spare(root);
        try (AgentProcess agent = new AgentProcess(folder)) {
            long warm = warmPid(agent, folder);
            String kernel = start(agent.client(), Map.of("PYTHONHASHSEED", "0"));
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                assertThat(socket.output("import os; os.getpid()")).isNotEqualTo(String.valueOf(warm));
            }
            await().atMost(START).until(() -> ProcessId.of(warm).isEmpty());
        }
    }

    /** It may install something: into a folder, say, that was not there when Python started. */
    @Test
    void whateverElseRunsFirstEndsIt(@TempDir Path root) throws Exception {
        TestFolder folder = spare(root);
        try (AgentProcess agent = new AgentProcess(folder)) {
            long warm = warmPid(agent, folder);
            assertThat(agent.client()
                            .post("/agent/v1/exec", Map.of("command", List.of("true")))
                            .status())
                    .isEqualTo(200);
            assertThat(agent.client().get("/agent/v1/status").json().get("warm").asBoolean())
                    .isFalse();
            String kernel = start(agent.client(), Map.of());
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                assertThat(socket.output("import os; os.getpid()")).isNotEqualTo(String.valueOf(warm));
            }
        }
    }

    @Test
    void endsWhatAnAgentThatWasKilledHadStartedAhead(@TempDir Path root) throws Exception {
        TestFolder folder = spare(root);
        try (AgentProcess agent = new AgentProcess(folder)) {
            ProcessId warm = ProcessId.of(warmPid(agent, folder)).orElseThrow();
            agent.kill();
            assertThat(warm.alive()).isTrue();
            agent.start();
            assertThat(warm.alive()).isFalse();
            ProcessId next = ProcessId.of(warmPid(agent, folder)).orElseThrow();
            agent.terminate();
            await().atMost(START).until(() -> !next.alive());
        }
    }

    @Test
    void goesOnWithoutWhereItCannotStartOneAhead(@TempDir Path root) throws Exception {
        TestFolder folder = new TestFolder(root).with("spare", Map.of("kernel", "cobol"));
        try (AgentProcess agent = new AgentProcess(folder)) {
            String kernel = start(agent.client(), Map.of());
            assertThat(agent.client().get("/api/kernels/" + kernel).status()).isEqualTo(200);
        }
    }

    private static TestFolder spare(Path root) throws Exception {
        return new TestFolder(root).with("instance", "spare-1").with("spare", Map.of("kernel", "python3"));
    }

    private static long warmPid(AgentProcess agent, TestFolder folder) throws Exception {
        await().atMost(START)
                .until(() -> agent.client()
                        .get("/agent/v1/status")
                        .json()
                        .get("warm")
                        .asBoolean());
        Path written = folder.state().resolve("warm/kernel.json");
        return Json.read(Files.readString(written), JsonNode.class)
                .at("/process/pid")
                .asLong();
    }

    private static int name(AgentClient client, String name) throws Exception {
        return client.send("PUT", "/agent/v1/name", Optional.of(Json.write(Map.of("name", name))))
                .status();
    }

    private static String start(AgentClient client, Map<String, String> environment) throws Exception {
        return client.post("/api/kernels", Map.of("name", "python3", "path", "wörk/n \"1\".ipynb", "env", environment))
                .json()
                .get("id")
                .asText();
    }
}
