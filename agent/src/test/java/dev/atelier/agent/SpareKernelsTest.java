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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent keeps ready for the next kernel, with real kernels. */
class SpareKernelsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TestFolder folder;
    private Path library;

    @BeforeEach
    void prepare(@TempDir Path root) throws IOException {
        library = Files.createDirectories(root.resolve("library"));
        folder = new TestFolder(root)
                .with("spareKernels", 2)
                .with("environment", Map.of("HOME", root.toString(), "PYTHONPATH", library.toString()));
        Files.createDirectories(folder.share().resolve("sub"));
    }

    private static String start(AgentClient client, Map<String, ?> body) throws Exception {
        AgentClient.Reply reply = client.post("/api/kernels", body);
        assertThat(reply.status()).as(reply.raw().body()).isEqualTo(201);
        return reply.json().get("id").asText();
    }

    private static String ask(AgentClient client, String kernel, String code) throws Exception {
        try (KernelSocket socket = client.channels(kernel, "s")) {
            return socket.output(code);
        }
    }

    private static long pid(AgentClient client, String kernel) throws Exception {
        return Long.parseLong(ask(client, kernel, "import os; os.getpid()"));
    }

    private static void awaitSpares(AgentProcess agent, int count) {
        await(count + " spares")
                .atMost(PATIENCE)
                .until(() -> agent.client()
                                .get("/agent/v1/status")
                                .json()
                                .get("spares")
                                .asInt()
                        == count);
    }

    /** The process of the one spare that there is. */
    private ProcessId spare() throws IOException {
        try (Stream<Path> spares = Files.list(folder.state().resolve("spares"))) {
            List<Path> all = spares.toList();
            assertThat(all).hasSize(1);
            JsonNode written = Json.read(Files.readString(all.getFirst().resolve("kernel.json")), JsonNode.class);
            return ProcessId.of(written.at("/process/pid").asLong()).orElseThrow();
        }
    }

    @Test
    void theNextKernelTakesOverWhatIsReadyAndAnotherIsMade() throws Exception {
        try (AgentProcess agent = new AgentProcess(folder)) {
            AgentClient client = agent.client();
            String first = start(client, Map.of("name", "python3"));
            awaitSpares(agent, 1);
            long ready = spare().pid();
            // Other kernels' histories lie in one folder with IPython's configuration.
            ask(client, first, "'remembered'");
            String second = start(
                    client, Map.of("name", "python3", "path", "sub/n.ipynb", "env", Map.of("KERNEL_USERNAME", "ann")));
            assertThat(ask(client, second, """
                            import os
                            print(os.getpid(), os.getcwd(), os.environ["KERNEL_USERNAME"],
                                  os.environ["JPY_SESSION_NAME"], len(In), sep="|")"""))
                    .isEqualTo(ready + "|" + folder.share().toRealPath().resolve("sub") + "|ann|"
                            + folder.share().resolve("sub/n.ipynb") + "|2\n");
            awaitSpares(agent, 1);
            assertThat(spare().pid()).isNotEqualTo(ready);
        }
    }

    @Test
    void oneThatANewPackageMadeStaleIsNotUsed() throws Exception {
        try (AgentProcess agent = new AgentProcess(folder)) {
            AgentClient client = agent.client();
            start(client, Map.of("name", "python3"));
            awaitSpares(agent, 1);
            ProcessId stale = spare();
            Files.writeString(library.resolve("fresh.py"), "value = 7");
            String second = start(client, Map.of("name", "python3"));
            assertThat(pid(client, second)).isNotEqualTo(stale.pid());
            assertThat(ask(client, second, "import fresh; fresh.value")).isEqualTo("7");
            await().atMost(PATIENCE).until(() -> !stale.alive());
            awaitSpares(agent, 1);
        }
    }

    @Test
    void oneOfAKernelspecThatWasChangedIsNotUsed() throws Exception {
        try (AgentProcess agent = new AgentProcess(folder)) {
            AgentClient client = agent.client();
            start(client, Map.of("name", "python3"));
            awaitSpares(agent, 1);
            long stale = spare().pid();
            folder.kernelspec(
                    "python3",
                    Map.of(
                            "argv",
                            List.of("python", "-m", "ipykernel_launcher", "-f", "{connection_file}"),
                            "display_name",
                            "Python 3",
                            "language",
                            "python",
                            "env",
                            Map.of("OMP_NUM_THREADS", "1")));
            String second = start(client, Map.of("name", "python3"));
            assertThat(pid(client, second)).isNotEqualTo(stale);
            assertThat(ask(client, second, "import os; os.environ['OMP_NUM_THREADS']"))
                    .isEqualTo("'1'");
        }
    }

    @Test
    void aKernelWithVariablesOfItsOwnIsStartedForItselfAndTheSpareStays() throws Exception {
        try (AgentProcess agent = new AgentProcess(folder)) {
            AgentClient client = agent.client();
            start(client, Map.of("name", "python3"));
            awaitSpares(agent, 1);
            ProcessId ready = spare();
            String second = start(client, Map.of("name", "python3", "env", Map.of("PYTHONHASHSEED", "0")));
            assertThat(pid(client, second)).isNotEqualTo(ready.pid());
            assertThat(ready.alive()).isTrue();
        }
    }

    /** A start-up file of the person's own may have looked where it runs. */
    @Test
    void wherePeopleHaveStartUpFilesNoneIsKept() throws Exception {
        Path startup = Files.createDirectories(
                folder.share().resolveSibling(".ipython").resolve("profile_default/startup"));
        Files.writeString(startup.resolve("here.py"), "import os; where = os.getcwd()");
        try (AgentProcess agent = new AgentProcess(folder)) {
            AgentClient client = agent.client();
            String kernel = start(client, Map.of("name", "python3", "path", "sub/n.ipynb"));
            assertThat(ask(client, kernel, "where.endswith('/sub')")).isEqualTo("True");
            await().during(Duration.ofSeconds(8))
                    .atMost(PATIENCE)
                    .until(() ->
                            client.get("/agent/v1/status").json().get("spares").asInt() == 0);
        }
    }

    @Test
    void itEndsWithTheAgentAndAfterACrashWithTheNextOne() throws Exception {
        try (AgentProcess agent = new AgentProcess(folder)) {
            start(agent.client(), Map.of("name", "python3"));
            awaitSpares(agent, 1);
            ProcessId first = spare();
            agent.kill();
            assertThat(first.alive()).isTrue();
            agent.start();
            assertThat(first.alive()).isFalse();
            awaitSpares(agent, 1); // the kernel that lives on counts as use
            ProcessId second = spare();
            agent.terminate();
            await().atMost(PATIENCE).until(() -> !second.alive());
            agent.start();
        }
    }
}
