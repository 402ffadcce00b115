package dev.atelier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.agent.support.AgentClient;
import dev.atelier.agent.support.KernelSocket;
import dev.atelier.agent.support.KernelSocket.Numbered;
import dev.atelier.agent.support.TestFolder;
import dev.atelier.agent.wire.Channel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One real ipykernel behind a real agent, over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KernelChannelsTest {
    private Agent agent;
    private AgentClient client;
    private String kernel;

    @BeforeAll
    void start(@TempDir Path root) throws Exception {
        agent = new Agent(new TestFolder(root).config());
        client = new AgentClient(agent.port());
        kernel = client.startKernel("python3");
    }

    @AfterAll
    void end() throws Exception {
        client.post("/agent/v1/shutdown", Map.of());
        agent.awaitEnd();
        client.close();
    }

    @Test
    void outputsComeInOrderWithGrowingNumbers() throws Exception {
        try (KernelSocket socket = client.channels(kernel, "order")) {
            List<Numbered> messages = socket.untilDone(socket.execute("print('hello'); 6 * 7"));
            assertThat(messages)
                    .extracting(Numbered::type)
                    .containsSubsequence("status", "execute_input", "stream", "execute_result", "status");
            assertThat(messages).extracting(Numbered::number).isSorted().doesNotHaveDuplicates();
            assertThat(KernelSocket.text(messages)).isEqualTo("hello\n42");
        }
    }

    @Test
    void aSessionThatComesBackGetsEveryOutputOnceAndInOrder() throws Exception {
        int lines = 400;
        List<Numbered> all = new ArrayList<>();
        String request;
        try (KernelSocket socket = client.channels(kernel, "back")) {
            request = socket.execute(
                    "import time\nfor i in range(" + lines + "):\n    print(i, flush=True)\n    time.sleep(0.002)");
            all.addAll(socket.until(
                    message -> message.content().path("text").asText().contains("20\n")));
            socket.acknowledge(all.getLast().number());
            // What is sent and not acknowledged comes again.
            socket.next();
        }
        try (KernelSocket socket = client.channels(kernel, "back")) {
            all.addAll(socket.untilDone(request));
        }
        String expected = IntStream.range(0, lines).mapToObj(i -> i + "\n").collect(Collectors.joining());
        assertThat(KernelSocket.text(all)).isEqualTo(expected);
        assertThat(all).extracting(Numbered::number).isSorted().doesNotHaveDuplicates();
    }

    /** So many at once that the agent takes them in heaps. */
    @Test
    void outputsThatPourInComeEachOnceAndInOrder() throws Exception {
        int outputs = 3_000;
        try (KernelSocket socket = client.channels(kernel, "pour")) {
            List<Numbered> all = socket.untilDone(socket.execute("for i in range(" + outputs + "): display(i)"));
            assertThat(all)
                    .filteredOn(message -> message.type().equals("display_data"))
                    .extracting(message ->
                            message.content().path("data").path("text/plain").asText())
                    .containsExactlyElementsOf(IntStream.range(0, outputs)
                            .mapToObj(Integer::toString)
                            .toList());
            assertThat(all).extracting(Numbered::number).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void repliesGoToTheSessionThatAskedAndOutputsToAll() throws Exception {
        try (KernelSocket one = client.channels(kernel, "one");
                KernelSocket two = client.channels(kernel, "two")) {
            String request = one.execute("print('both')");
            assertThat(one.untilDone(request)).anyMatch(Numbered::isReply);
            List<Numbered> seen = two.until(
                    message -> message.isStatus("idle") && message.parent().equals(request));
            assertThat(seen).noneMatch(Numbered::isReply);
            assertThat(KernelSocket.text(seen)).isEqualTo("both\n");
        }
    }

    @Test
    void inputGoesToTheSessionThatAsked() throws Exception {
        try (KernelSocket other = client.channels(kernel, "silent");
                KernelSocket socket = client.channels(kernel, "asker")) {
            String request = socket.execute("input('name? ') + '!'");
            List<Numbered> first = socket.until(message -> message.type().equals("input_request"));
            assertThat(first.getLast().channel()).isEqualTo(Channel.STDIN);
            socket.request(Channel.STDIN, "input_reply", Map.of("value", "Ada"));
            assertThat(KernelSocket.text(socket.untilDone(request))).contains("Ada!");
            assertThat(other.until(message ->
                            message.isStatus("idle") && message.parent().equals(request)))
                    .noneMatch(message -> message.type().equals("input_request"));
        }
    }

    @Test
    void theSameSessionTwiceClosesTheOlderSocket() throws Exception {
        try (KernelSocket older = client.channels(kernel, "twice");
                KernelSocket newer = client.channels(kernel, "twice")) {
            assertThat(older.closed().get(10, TimeUnit.SECONDS)).isEqualTo(4001);
            assertThat(newer.output("1 + 1")).isEqualTo("2");
        }
    }

    @Test
    void interruptEndsALoop() throws Exception {
        try (KernelSocket socket = client.channels(kernel, "interrupt")) {
            String request = socket.execute("print('on', flush=True)\nwhile True: pass");
            socket.until(message -> message.type().equals("stream"));
            assertThat(client.get("/api/kernels/" + kernel)
                            .json()
                            .get("execution_state")
                            .asText())
                    .isEqualTo("busy");
            assertThat(client.post("/api/kernels/" + kernel + "/interrupt", Map.of())
                            .status())
                    .isEqualTo(204);
            assertThat(KernelSocket.text(socket.untilDone(request))).contains("KeyboardInterrupt");
        }
    }

    @Test
    void theModelIsJupyters() throws Exception {
        try (KernelSocket socket = client.channels(kernel, "model")) {
            assertThat(socket.output("'x'")).isEqualTo("'x'");
            var model = client.get("/api/kernels/" + kernel).json();
            assertThat(model.get("id").asText()).isEqualTo(kernel);
            assertThat(model.get("name").asText()).isEqualTo("python3");
            assertThat(model.get("last_activity").asText())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
            await().until(() -> client.get("/api/kernels/" + kernel)
                    .json()
                    .get("execution_state")
                    .asText()
                    .equals("idle"));
            assertThat(model.get("connections").asInt()).isPositive();
        }
    }

    @Test
    void bytesThatAreNoMessageCloseTheirConnectionAlone() throws Exception {
        try (KernelSocket hostile = client.channels(kernel, "hostile")) {
            hostile.sendRaw(
                    ByteBuffer.allocate(8 + 8 * 7).putLong(0).putLong(-1).rewind());
            assertThat(hostile.closed().get(10, TimeUnit.SECONDS)).isEqualTo(1007);
        }
        try (KernelSocket socket = client.channels(kernel, "honest")) {
            assertThat(socket.output("3")).isEqualTo("3");
        }
    }

    @Test
    void theSecretIsNotInTheKernelsEnvironment() throws Exception {
        try (KernelSocket socket = client.channels(kernel, "environment")) {
            String environment = socket.output("import os; str(dict(os.environ))");
            assertThat(environment).contains("'ATELIER_INSTANCE': 'test'").doesNotContain(TestFolder.SECRET);
        }
    }

    @Test
    void aRoundTripTakesAFewMilliseconds() throws Exception {
        try (KernelSocket socket = client.channels(kernel, "speed")) {
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                long start = System.nanoTime();
                socket.untilDone(socket.request(Channel.SHELL, "kernel_info_request", Map.of()));
                times.add(System.nanoTime() - start);
            }
            long median = times.stream().sorted().toList().get(times.size() / 2);
            System.out.println("kernel_info round trip, median µs: " + median / 1000);
            assertThat(median).isLessThan(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }
}
