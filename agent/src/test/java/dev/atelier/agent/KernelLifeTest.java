package dev.atelier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.process.ProcessId;
import dev.atelier.agent.support.AgentClient;
import dev.atelier.agent.support.AgentClient.Reply;
import dev.atelier.agent.support.KernelSocket;
import dev.atelier.agent.support.KernelSocket.Numbered;
import dev.atelier.agent.support.Pythons;
import dev.atelier.agent.support.TestFolder;
import dev.atelier.agent.wire.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How kernels begin, die and end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KernelLifeTest {
    private TestFolder folder;
    private Agent agent;
    private AgentClient client;

    @BeforeAll
    void start(@TempDir Path root) throws Exception {
        folder = new TestFolder(root);
        agent = new Agent(folder.config());
        client = new AgentClient(agent.port());
    }

    @AfterAll
    void end() throws Exception {
        client.post("/agent/v1/shutdown", Map.of());
        agent.awaitEnd();
        client.close();
    }

    @Test
    void theSameIdTwiceIsTheSameKernel() throws Exception {
        Map<String, ?> wanted = Map.of("name", "python3", "kernel_id", "11111111-2222-3333-4444-555555555555");
        Reply first = client.post("/api/kernels", wanted);
        assertThat(first.status()).isEqualTo(201);
        long pid = pid(first.json().get("id").asText());
        Reply second = client.post("/api/kernels", wanted);
        assertThat(second.json().get("id")).isEqualTo(first.json().get("id"));
        assertThat(pid(second.json().get("id").asText())).isEqualTo(pid);
        assertThat(client.post("/api/kernels", Map.of("kernel_id", "../x")).status())
                .isEqualTo(400);
    }

    @Test
    void pathFolderAndVariablesReachTheKernel() throws Exception {
        Files.createDirectories(folder.share().resolve("work"));
        folder.kernelspec(
                "env",
                Map.of(
                        "argv",
                        List.of(
                                "sh",
                                "-c",
                                "RES=$1 exec \"$0\" -m ipykernel_launcher -f \"$2\"",
                                "{prefix}/bin/python",
                                "{resource_dir}",
                                "{connection_file}"),
                        "display_name",
                        "Env",
                        "language",
                        "python",
                        "env",
                        Map.of("GREETING", "hello ${WHO} ${NOBODY_KNOWS}", "BOTH", "spec")));
        String id = client.post(
                        "/api/kernels",
                        Map.of(
                                "name",
                                "env",
                                "path",
                                "work/n.ipynb",
                                "cwd",
                                "work/not/there",
                                "env",
                                Map.of("WHO", "world", "BOTH", "request", "ATELIER_INSTANCE", "forged")))
                .json()
                .get("id")
                .asText();
        try (KernelSocket socket = client.channels(id, "s")) {
            assertThat(socket.output("import os, sys; e = os.environ; print(os.getcwd(), e['JPY_SESSION_NAME'],"
                            + " e['GREETING'], e['BOTH'], e['ATELIER_INSTANCE'], sys.prefix, e['RES'], sep='|')"))
                    .isEqualTo(String.join(
                                    "|",
                                    folder.share().toRealPath().resolve("work").toString(),
                                    folder.share().resolve("work/n.ipynb").toString(),
                                    "hello world ${NOBODY_KNOWS}",
                                    "request",
                                    "test",
                                    Pythons.prefix().toString(),
                                    folder.kernels().resolve("env").toString())
                            + "\n");
        }
    }

    @Test
    void aKilledKernelIsStartedAnewAndSaysWhy() throws Exception {
        String id = client.startKernel("python3");
        try (KernelSocket socket = client.channels(id, "s")) {
            long pid = Long.parseLong(socket.output("import os; os.getpid()"));
            String request = socket.execute("print('on', flush=True)\nwhile True: pass");
            socket.until(message -> message.type().equals("stream"));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            List<Numbered> messages = socket.until(message -> message.isStatus("restarting"));
            assertThat(messages)
                    .filteredOn(message -> message.type().equals("stream"))
                    .anySatisfy(message -> {
                        assertThat(message.content().get("text").asText()).contains("SIGKILL");
                        assertThat(message.parent()).isEqualTo(request);
                    });
            socket.until(message ->
                    message.isStatus("idle") && message.parent().isEmpty()); // else JupyterLab shows it as starting
            await().until(() -> state(id).equals("idle"));
            assertThat(Long.parseLong(socket.output("import os; os.getpid()"))).isNotEqualTo(pid);
        }
    }

    /** Each once, and before the status at which JupyterLab forgets what it waits for. */
    @Test
    void theCellThatEndsItsKernelIsAnsweredAndTheOnesBehindItToo() throws Exception {
        String id = client.startKernel("python3");
        try (KernelSocket socket = client.channels(id, "s");
                KernelSocket other = client.channels(id, "other")) {
            // ipykernel's own thread passes on what comes through the descriptor.
            String request = socket.execute("import os, time\nos.write(1, b'last')\ntime.sleep(2)\nos._exit(3)");
            String behind = socket.execute("print('never')");
            List<Numbered> messages = socket.until(message -> message.isStatus("restarting"));

            assertThat(of(messages, request, "error")).singleElement().satisfies(error -> {
                assertThat(error.content().get("ename").asText()).isEqualTo("KernelDied");
                assertThat(error.content().get("evalue").asText()).contains("ended with exit code 3 after ");
                assertThat(error.content().get("traceback").toString())
                        .contains("last")
                        .contains("run the cells");
            });
            assertThat(of(messages, request, "execute_reply")).singleElement().satisfies(reply -> {
                assertThat(reply.content().get("status").asText()).isEqualTo("error");
                assertThat(reply.content().get("ename").asText()).isEqualTo("KernelDied");
                assertThat(reply.content().get("execution_count").asInt()).isEqualTo(1);
            });
            assertThat(of(messages, behind, "execute_reply"))
                    .singleElement()
                    .satisfies(reply ->
                            assertThat(reply.content().get("status").asText()).isEqualTo("aborted"));
            for (String asked : List.of(request, behind)) {
                assertThat(of(messages, asked, "status")).last().matches(status -> status.isStatus("idle"));
            }
            assertThat(other.until(message -> message.isStatus("restarting")))
                    .filteredOn(message -> message.parent().equals(request))
                    .extracting(Numbered::type)
                    .contains("error")
                    .doesNotContain("execute_reply");
            JsonNode death = client.get("/api/kernels/" + id).json().get("last_death");
            assertThat(death.get("exit_code").asInt()).isEqualTo(3);
            assertThat(death.get("oom").asBoolean()).isFalse();
            assertThat(death.has("signal")).isFalse();
            assertThat(socket.output("6 * 7")).endsWith("42");
            assertThat(client.get("/api/kernels/" + id + "/executions").json()).isEmpty();
        }
    }

    /** As Jupyter's own gateway client does it. */
    @Test
    void theReplyGoesToTheConnectionThatAsked() throws Exception {
        String id = client.startKernel("python3");
        try (KernelSocket socket = client.channelsAs(id, "connection", "session")) {
            String request = socket.execute("import os; os._exit(3)");
            assertThat(of(socket.until(message -> message.isStatus("restarting")), request, "execute_reply"))
                    .hasSize(1);
        }
    }

    @Test
    void whoWasAwayLearnsOnceHowTheCellEnded() throws Exception {
        String id = client.startKernel("python3");
        String request;
        try (KernelSocket socket = client.channels(id, "s")) {
            socket.output("'so that the session is known'");
            request = socket.execute("import os, time\ntime.sleep(1)\nos.kill(os.getpid(), 11)");
            socket.until(message -> message.type().equals("execute_input"));
        }
        await().until(() -> client.get("/api/kernels/" + id).json().has("last_death"));
        long last;
        try (KernelSocket socket = client.channels(id, "s")) {
            List<Numbered> messages = socket.until(message -> message.isStatus("restarting"));
            assertThat(of(messages, request, "error"))
                    .singleElement()
                    .satisfies(error ->
                            assertThat(error.content().get("evalue").asText()).contains("signal 11 (SIGSEGV)"));
            assertThat(of(messages, request, "execute_reply")).hasSize(1);
            last = messages.getLast().number();
            socket.acknowledge(last);
            assertThat(socket.output("6 * 7")).endsWith("42");
        }
        try (KernelSocket socket = client.channels(id, "s")) {
            String again = socket.execute("1");
            assertThat(socket.untilDone(again))
                    .filteredOn(message -> message.number() <= last)
                    .isEmpty();
        }
        JsonNode death = client.get("/api/kernels/" + id).json().get("last_death");
        assertThat(death.get("signal").asText()).isEqualTo("SIGSEGV");
    }

    @Test
    void aCellOfAKernelThatIsRestartedOrShutDownEnds() throws Exception {
        String id = client.startKernel("python3");
        try (KernelSocket socket = client.channels(id, "s")) {
            String cell = "print('on', flush=True)\nwhile True: pass";
            String first = socket.execute(cell);
            socket.until(message -> message.type().equals("stream"));
            client.post("/api/kernels/" + id + "/restart", Map.of());
            assertThat(of(socket.untilDone(first), first, "error"))
                    .singleElement()
                    .satisfies(error ->
                            assertThat(error.content().get("evalue").asText()).contains("was restarted"));
            String held = socket.execute("6 * 7"); // while there is no process, for all that is known here
            assertThat(KernelSocket.text(socket.untilDone(held))).endsWith("42");
            String second = socket.execute(cell);
            socket.until(message -> message.type().equals("stream"));
            client.delete("/api/kernels/" + id);
            assertThat(of(socket.untilDone(second), second, "error"))
                    .singleElement()
                    .satisfies(error ->
                            assertThat(error.content().get("evalue").asText()).contains("was shut down"));
        }
    }

    private static List<Numbered> of(List<Numbered> messages, String request, String type) {
        return messages.stream()
                .filter(message ->
                        message.parent().equals(request) && message.type().equals(type))
                .toList();
    }

    @Test
    void aKernelThatAlwaysDiesIsDeadAfterFiveRestarts() throws Exception {
        Path flag = folder.share().resolve("die");
        folder.kernelspec(
                "dying",
                Map.of(
                        "argv",
                        List.of(
                                "sh",
                                "-c",
                                "[ ! -e " + flag
                                        + " ] || { echo worn out; exit 9; }; exec \"$0\" -m ipykernel_launcher -f \"$1\"",
                                "{prefix}/bin/python",
                                "{connection_file}"),
                        "display_name",
                        "Dying",
                        "language",
                        "python"));
        String id = client.startKernel("dying");
        try (KernelSocket socket = client.channels(id, "s")) {
            Files.createFile(flag);
            socket.execute("import os; os._exit(1)");
            List<Numbered> messages = socket.until(message -> message.isStatus("dead"));
            assertThat(messages.stream().filter(message -> message.isStatus("restarting")))
                    .hasSize(5);
            assertThat(KernelSocket.text(messages)).contains("worn out");
            JsonNode model = client.get("/api/kernels/" + id).json();
            assertThat(model.get("execution_state").asText()).isEqualTo("dead");
            assertThat(model.get("reason").asText()).contains("exit code 9");
            String late = socket.execute("1");
            assertThat(of(socket.untilDone(late), late, "error"))
                    .singleElement()
                    .satisfies(error -> assertThat(error.content().get("evalue").asText())
                            .contains("exit code 9", "Restart the kernel"));
            assertThat(client.post("/api/kernels/" + id + "/restart", Map.of())
                            .json()
                            .get("code")
                            .asText())
                    .isEqualTo("kernel-died-at-start");
            Files.delete(flag);
            assertThat(client.post("/api/kernels/" + id + "/restart", Map.of()).status())
                    .isEqualTo(200);
            assertThat(socket.output("5")).endsWith("5");
        }
    }

    @Test
    void restartKeepsIdAndNumbersAndLosesVariables() throws Exception {
        String id = client.startKernel("python3");
        try (KernelSocket socket = client.channels(id, "s")) {
            List<Numbered> before = socket.untilDone(socket.execute("x = 1"));
            Reply reply = client.post("/api/kernels/" + id + "/restart", Map.of());
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().get("id").asText()).isEqualTo(id);
            List<Numbered> after = socket.untilDone(socket.execute("x"));
            assertThat(KernelSocket.text(after)).endsWith("NameError");
            assertThat(after.getFirst().number()).isGreaterThan(before.getLast().number());
        }
    }

    @Test
    void interruptByMessageWhereTheKernelspecSaysSo() throws Exception {
        folder.kernelspec(
                "message",
                Map.of(
                        "argv",
                        List.of("python", "-m", "ipykernel_launcher", "-f", "{connection_file}"),
                        "display_name",
                        "Message",
                        "language",
                        "python",
                        "interrupt_mode",
                        "message"));
        String id = client.startKernel("message");
        try (KernelSocket socket = client.channels(id, "s")) {
            String request = socket.execute("import time\nprint('on', flush=True)\nwhile True: time.sleep(0.01)");
            socket.until(message -> message.type().equals("stream"));
            assertThat(client.post("/api/kernels/" + id + "/interrupt", Map.of())
                            .status())
                    .isEqualTo(204);
            assertThat(KernelSocket.text(socket.untilDone(request))).contains("KeyboardInterrupt");
        }
    }

    @Test
    void deleteEndsTheWholeGroup() throws Exception {
        String id = client.startKernel("python3");
        long child;
        try (KernelSocket socket = client.channels(id, "s")) {
            child = Long.parseLong(
                    socket.output(
                            "import subprocess; subprocess.Popen(['sh', '-c', \"trap '' TERM; while true; do sleep 1; done\"]).pid"));
            assertThat(client.delete("/api/kernels/" + id).status()).isEqualTo(204);
            assertThat(socket.closed().get(10, TimeUnit.SECONDS)).isEqualTo(4004);
        }
        assertThat(ProcessId.of(child)).isEmpty();
        assertThat(client.get("/api/kernels/" + id).status()).isEqualTo(404);
        assertThat(folder.state().resolve("kernels").resolve(id)).doesNotExist();
    }

    @Test
    void aKernelThatIsBeingEndedIsNotRestarted() throws Exception {
        String id = client.startKernel("python3");
        long pid;
        try (KernelSocket socket = client.channels(id, "s")) {
            pid = Long.parseLong(socket.output("""
                    import os, subprocess
                    subprocess.Popen(['sh', '-c', "trap '' TERM; while true; do sleep 1; done"])
                    os.getpid()"""));
        }
        try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
            var deleted = background.submit(() -> client.delete("/api/kernels/" + id));
            await().until(() -> ProcessId.of(pid).isEmpty()); // what it started lives for two seconds more
            Reply restart = client.post("/api/kernels/" + id + "/restart", Map.of());
            assertThat(restart.status()).isEqualTo(409);
            assertThat(restart.json().get("code").asText()).isEqualTo("kernel-ending");
            assertThat(deleted.get().status()).isEqualTo(204);
        }
    }

    @Test
    void aRestartThatTheDiskRefusesLeavesADeadKernelWithItsReason() throws Exception {
        String id = client.startKernel("python3");
        Path connection = folder.state().resolve("kernels").resolve(id).resolve("kernel-" + id + ".json");
        Files.delete(connection);
        Files.createDirectories(connection.resolve("in the way"));
        assertThat(client.post("/api/kernels/" + id + "/restart", Map.of()).status())
                .isEqualTo(500);
        JsonNode model = client.get("/api/kernels/" + id).json();
        assertThat(model.get("execution_state").asText()).isEqualTo("dead");
        assertThat(model.get("reason").asText()).contains("cannot be started").contains("kernel-" + id + ".json");
        Files.delete(connection.resolve("in the way"));
        Files.delete(connection);
        assertThat(client.post("/api/kernels/" + id + "/restart", Map.of()).status())
                .isEqualTo(200);
    }

    @Test
    void buffersAndLargeMessagesPass() throws Exception {
        String id = client.startKernel("python3");
        try (KernelSocket socket = client.channels(id, "s")) {
            assertThat(socket.output("print('z' * 6_000_000)")).hasSize(6_000_001);
            socket.untilDone(socket.execute("big = 'y' * 3_000_000\nprint(len(big)) # " + "c".repeat(3_000_000)));
            socket.request(Channel.CONTROL, "kernel_info_request", Map.of());
            socket.until(message -> message.type().equals("kernel_info_reply"));
        }
    }

    @Test
    void aKernelWhoseConnectionBreaksIsStartedAnewAndSaysWhy() throws Exception {
        Path frames = folder.state().resolve("frames");
        String id = client.startKernel("python3");
        try (KernelSocket socket = client.channels(id, "s")) {
            long pid = Long.parseLong(socket.output("import os; os.getpid()"));
            Files.move(frames, frames.resolveSibling("away"));
            String display = "from IPython.display import publish_display_data as p; p({'text/plain': 'z' * %s})";
            assertThat(socket.untilDone(socket.execute(display.formatted(1_000_000))))
                    .anyMatch(message -> message.type().equals("display_data"));
            socket.execute(display.formatted(6_000_000));
            assertThat(KernelSocket.text(socket.until(message -> message.isStatus("restarting"))))
                    .contains("lost its connection")
                    .contains("no room for a message of 5 MiB");
            assertThat(ProcessId.of(pid)).isEmpty();
            await().until(() -> state(id).equals("idle"));
            assertThat(socket.output("6 * 7")).endsWith("42");
        } finally {
            Files.move(frames.resolveSibling("away"), frames);
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsNobodyUp() throws Exception {
        String id = client.startKernel("python3");
        try (KernelSocket stuck = client.channels(id, "stuck");
                KernelSocket socket = client.channels(id, "s")) {
            stuck.stopReading();
            int lines = 20_000;
            String request = socket.execute("for i in range(" + lines + "): print(i, 'x' * 1000)");
            List<Numbered> messages = socket.untilDone(request);
            assertThat(KernelSocket.text(messages)).hasLineCount(lines);
            stuck.readOn();
            assertThat(KernelSocket.text(stuck.until(message ->
                            message.isStatus("idle") && message.parent().equals(request))))
                    .isEqualTo(KernelSocket.text(messages));
        }
    }

    private long pid(String id) throws Exception {
        try (KernelSocket socket = client.channels(id, "pid-" + UUID.randomUUID())) {
            return Long.parseLong(socket.output("import os; os.getpid()"));
        }
    }

    private String state(String id) throws Exception {
        return client.get("/api/kernels/" + id).json().get("execution_state").asText();
    }
}
