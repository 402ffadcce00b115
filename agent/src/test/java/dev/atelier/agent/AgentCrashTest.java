package dev.atelier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.support.AgentProcess;
import dev.atelier.agent.support.KernelSocket;
import dev.atelier.agent.support.KernelSocket.Numbered;
import dev.atelier.agent.support.TestFolder;
import dev.atelier.api.Json;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent in a JVM of its own that is killed; what it started lives on. */
class AgentCrashTest {
    @Test
    void aKernelOutlivesItsAgentAndKeepsItsNumbers(@TempDir Path root) throws Exception {
        try (AgentProcess agent = new AgentProcess(new TestFolder(root))) {
            String kernel = agent.client().startKernel("python3");
            long last;
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                List<Numbered> messages = socket.untilDone(socket.execute("x = 1"));
                last = messages.getLast().number();
                socket.acknowledge(last);
                socket.output("'a round trip, so that the acknowledgement has arrived'");
            }
            agent.kill();
            agent.start();
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                List<Numbered> messages = socket.untilDone(socket.execute("x + 41"));
                assertThat(messages).extracting(Numbered::number).isSorted().doesNotHaveDuplicates();
                assertThat(messages.getFirst().number()).isEqualTo(last + 1);
                assertThat(KernelSocket.text(messages))
                        .contains("agent was restarted here")
                        .endsWith("42");
            }
        }
    }

    @Test
    void aCellWhoseKernelEndsWhileTheAgentIsAwayEndsToo(@TempDir Path root) throws Exception {
        try (AgentProcess agent = new AgentProcess(new TestFolder(root))) {
            String kernel = agent.client().startKernel("python3");
            long pid;
            String request;
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                pid = Long.parseLong(socket.output("import os; os.getpid()"));
                request = socket.execute("print('on', flush=True)\nwhile True: pass");
                socket.until(message -> message.type().equals("stream"));
            }
            agent.kill();
            ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
            process.destroyForcibly();
            await().until(() -> !process.isAlive());
            agent.start();
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                List<Numbered> messages = socket.untilDone(request);
                assertThat(messages)
                        .filteredOn(message -> message.type().equals("error"))
                        .singleElement()
                        .satisfies(error -> assertThat(
                                        error.content().get("evalue").asText())
                                .contains("agent was away"));
                assertThat(socket.until(message -> message.isStatus("dead")))
                        .noneMatch(message -> message.type().equals("error"));
            }
            assertThat(agent.client()
                            .get("/api/kernels/" + kernel)
                            .json()
                            .get("reason")
                            .asText())
                    .contains("agent was away");
        }
    }

    @Test
    void aCellThatRunsWhileTheAgentIsAwayEnds(@TempDir Path root) throws Exception {
        try (AgentProcess agent = new AgentProcess(new TestFolder(root))) {
            String kernel = agent.client().startKernel("python3");
            Path go = root.resolve("go");
            String request;
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                request = socket.execute("import os, time\nprint('on', flush=True)\nwhile not os.path.exists('" + go
                        + "'): time.sleep(0.01)\nopen('" + go + ".done', 'w').close()");
                socket.until(message -> message.type().equals("stream"));
            }
            agent.kill();
            Files.createFile(go);
            await().until(() -> Files.exists(Path.of(go + ".done")));
            agent.start();
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                List<Numbered> messages = socket.untilDone(request);
                assertThat(messages)
                        .anyMatch(
                                message -> message.isReply() && message.parent().equals(request));
                assertThat(socket.output("1 + 1")).isEqualTo("2");
            }
        }
    }

    @Test
    void aCellThatEndsUnderTheNextAgentIsAnswered(@TempDir Path root) throws Exception {
        try (AgentProcess agent = new AgentProcess(new TestFolder(root))) {
            String kernel = agent.client().startKernel("python3");
            Path go = root.resolve("go");
            String request;
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                request = socket.execute("import os, time\nprint('on', flush=True)\nwhile not os.path.exists('" + go
                        + "'): time.sleep(0.01)\n'seen'");
                socket.until(message -> message.type().equals("stream"));
            }
            assertThat(agent.terminate()).isIn(0, 143);
            agent.start();
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                assertThat(agent.client()
                                .get("/api/kernels/" + kernel)
                                .json()
                                .get("execution_state")
                                .asText())
                        .isEqualTo("busy");
                Files.createFile(go);
                List<Numbered> messages = socket.untilDone(request);
                assertThat(KernelSocket.text(messages)).endsWith("'seen'");
                assertThat(messages.stream().filter(Numbered::isReply).toList())
                        .singleElement()
                        .matches(reply -> reply.content().get("status").asText().equals("ok"));
            }
        }
    }

    @Test
    void aJobIsFoundAgainWithItsExitCode(@TempDir Path root) throws Exception {
        TestFolder folder = new TestFolder(root);
        try (AgentProcess agent = new AgentProcess(folder)) {
            String ends = "echo start; while [ ! -e go ]; do sleep 0.05; done; echo end; exit 7";
            put(agent, "ends-alone", ends);
            put(agent, "ends-later", ends.replace("go", "later"));
            agent.kill();
            Files.createFile(folder.share().resolve("go"));
            await().until(() -> Files.readString(folder.share().resolve("logs/ends-alone.txt"))
                    .equals("start\nend\n"));
            agent.start();
            JsonNode alone =
                    agent.client().get("/agent/v1/jobs/ends-alone?wait=20").json();
            assertThat(alone.get("state").asText()).isEqualTo("Failed");
            assertThat(alone.get("exit_code").asInt()).isEqualTo(7);
            assertThat(agent.client()
                            .get("/agent/v1/jobs/ends-later")
                            .json()
                            .get("state")
                            .asText())
                    .isEqualTo("Running");
            Files.createFile(folder.share().resolve("later"));
            JsonNode later =
                    agent.client().get("/agent/v1/jobs/ends-later?wait=20").json();
            assertThat(later.get("exit_code").asInt()).isEqualTo(7);
            assertThat(put(agent, "ends-later", ends).get("state").asText()).isEqualTo("Failed");
        }
    }

    @Test
    void aKernelIsInterruptedAsItWasStartedThoughItsKernelspecIsGone(@TempDir Path root) throws Exception {
        TestFolder folder = new TestFolder(root);
        Map<String, ?> spec = Map.of(
                "argv",
                List.of("python", "-m", "ipykernel_launcher", "-f", "{connection_file}"),
                "display_name",
                "Gone",
                "language",
                "python",
                "interrupt_mode",
                "message");
        folder.kernelspec("gone", spec);
        try (AgentProcess agent = new AgentProcess(folder)) {
            String kernel = agent.client().startKernel("gone");
            Files.delete(folder.kernels().resolve("gone/kernel.json"));
            interruptALoop(agent, kernel);
            agent.kill();
            agent.start();
            interruptALoop(agent, kernel);
        }
    }

    private static void interruptALoop(AgentProcess agent, String kernel) throws Exception {
        try (KernelSocket socket = agent.client().channels(kernel, "s")) {
            String request = socket.execute("import time\nprint('on', flush=True)\nwhile True: time.sleep(0.01)");
            // What an earlier request said comes again, since it was not acknowledged.
            socket.until(message ->
                    message.type().equals("stream") && message.parent().equals(request));
            assertThat(agent.client()
                            .post("/api/kernels/" + kernel + "/interrupt", Map.of())
                            .status())
                    .isEqualTo(204);
            assertThat(KernelSocket.text(socket.untilDone(request))).contains("KeyboardInterrupt");
        }
    }

    @Test
    void aKernelThatEndedMeanwhileIsShownDead(@TempDir Path root) throws Exception {
        try (AgentProcess agent = new AgentProcess(new TestFolder(root))) {
            String kernel = agent.client().startKernel("python3");
            long pid;
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                pid = Long.parseLong(socket.output("import os; os.getpid()"));
            }
            agent.kill();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            agent.start();
            JsonNode model = agent.client().get("/api/kernels/" + kernel).json();
            assertThat(model.get("execution_state").asText()).isEqualTo("dead");
            assertThat(model.get("reason").asText()).contains("while the instance's agent was away");
            assertThat(agent.client()
                            .post("/api/kernels/" + kernel + "/restart", Map.of())
                            .status())
                    .isEqualTo(200);
            try (KernelSocket socket = agent.client().channels(kernel, "t")) {
                assertThat(socket.output("2 + 2")).isEqualTo("4");
            }
        }
    }

    @Test
    void largeMessagesPassASmallHeap(@TempDir Path root) throws Exception {
        try (AgentProcess agent = new AgentProcess(new TestFolder(root).with("journalBytes", 1L << 30))) {
            String kernel = agent.client().startKernel("python3");
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                String request = socket.execute("""
                        from IPython.display import publish_display_data as p
                        for i in range(16): p({'text/plain': 'z' * 19_000_000})
                        p({'text/plain': 'z' * 140_000_000})""");
                List<Numbered> messages = socket.untilDone(request);
                assertThat(messages.stream()
                                .filter(message -> message.type().equals("display_data"))
                                .mapToInt(message -> message.content()
                                        .at("/data/text~1plain")
                                        .asText()
                                        .length()))
                        .hasSize(16)
                        .containsOnly(19_000_000);
                assertThat(KernelSocket.text(messages)).contains("was dropped");
                assertThat(socket.output("print(len('" + "c".repeat(8_000_000) + "'))"))
                        .isEqualTo("8000000\n");
                assertThat(socket.output("6 * 7")).isEqualTo("42");
            }
        }
    }

    @Test
    void aClientsMessageHasSixteenMebibytesAndNoMore(@TempDir Path root) throws Exception {
        try (AgentProcess agent = new AgentProcess(new TestFolder(root))) {
            String kernel = agent.client().startKernel("python3");
            int largest = 16 << 20;
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                assertThat(socket.output("x = 41")).isEmpty();
                String code = "#" + "c".repeat(largest - 600) + "\nx + 1"; // header and offsets take less than the rest
                assertThat(socket.output(code)).isEqualTo("42");
                socket.sendRaw(ByteBuffer.allocate(largest + 9));
                assertThat(socket.closed().get(10, TimeUnit.SECONDS)).isEqualTo(1009);
            }
            try (KernelSocket socket = agent.client().channels(kernel, "s")) {
                assertThat(socket.output("x + 1")).isEqualTo("42");
            }
        }
    }

    @Test
    void shutdownEndsEverything(@TempDir Path root) throws Exception {
        long kernel;
        long job;
        try (AgentProcess agent = new AgentProcess(new TestFolder(root))) {
            String id = agent.client().startKernel("python3");
            try (KernelSocket socket = agent.client().channels(id, "s")) {
                kernel = Long.parseLong(socket.output("import os; os.getpid()"));
            }
            job = put(agent, "stubborn", "trap '' TERM; while true; do sleep 1; done")
                    .get("pid")
                    .asLong();
            agent.client().post("/api/terminals", Map.of());
            long start = System.nanoTime();
            agent.shutDown();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        }
        assertThat(root.resolve("state/agent.json")).doesNotExist();
        assertThat(ProcessHandle.of(kernel).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(ProcessHandle.of(job).filter(ProcessHandle::isAlive)).isEmpty();
    }

    private static JsonNode put(AgentProcess agent, String id, String script) throws Exception {
        return agent.client()
                .send(
                        "PUT",
                        "/agent/v1/jobs/" + id,
                        Optional.of(Json.write(Map.of(
                                "command", List.of("sh", "-c", script), "cwd", "", "log", "logs/" + id + ".txt"))))
                .json();
    }
}
