package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.message.Signer;
import dev.atelier.kernel.message.Wire;
import dev.atelier.kernel.process.KernelClient.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.ZMQ;

/**
 * What a front end may count on, one kind of behaviour after another, where a Java kernel is known to fall short.
 *
 * <table>
 *   <caption>Where each is proven</caption>
 *   <tr><td>protocol version</td><td>{@link KernelTest#kernelInfo}</td></tr>
 *   <tr><td>{@code silent}, {@code store_history: false}</td><td>{@link KernelTest#silentAndStoreHistory} for what is
 *       published and counted; here for the history and for errors</td></tr>
 *   <tr><td>{@code user_expressions}</td><td>{@link KernelTest#userExpressions}; here for the whole entry</td></tr>
 *   <tr><td>{@code stop_on_error}</td><td>{@link KernelTest#queuedCellsAreAbortedBehindAnError}; here for cells that come in
 *       the moment of the failure</td></tr>
 *   <tr><td>output of background threads</td><td>{@link KernelTest#lateOutputBelongsToTheCellThatStartedTheThread};
 *       here for every kind of thread</td></tr>
 *   <tr><td>standard input</td><td>{@link KernelTest#standardInput}, {@link KernelTest#refusedInputSaysSo}; here for every
 *       other way to ask</td></tr>
 *   <tr><td>history</td><td>{@link KernelTest#history}, {@link ShutdownTest#historyOutlivesTheKernel}</td></tr>
 *   <tr><td>{@code is_complete} of {@code int ) = ;}</td><td>{@link KernelTest#isComplete}</td></tr>
 *   <tr><td>exceptions</td><td>{@link KernelTest#anExceptionShowsItsClassItsLineAndNoFramesOfOurs}; here for causes and
 *       suppressed ones</td></tr>
 *   <tr><td>output of child processes</td><td>here</td></tr>
 *   <tr><td>bad signatures and hostile bytes</td><td>{@link HostileClientTest}, {@link HostileFloodTest}; here for a
 *       repeated message</td></tr>
 *   <tr><td>control channel while busy</td><td>{@link KernelTest#controlAnswersWhileACellRuns}</td></tr>
 *   <tr><td>shutdown</td><td>{@link ShutdownTest} idle and busy; here with threads and hooks of the person's</td></tr>
 *   <tr><td>comms</td><td>{@link KernelTest#commsNobodyKnowsAreClosedAndListed}; here both ways, with buffers</td></tr>
 * </table>
 */
class BehavioursTest extends OneKernel {
    @Override
    List<String> options() {
        return List.of("--enable-native-access=ALL-UNNAMED");
    }

    private Result run(String code) {
        return client.run(code);
    }

    private JsonNode tail(int count) {
        return client.ask(
                        "history_request",
                        Json.object().put("hist_access_type", "tail").put("n", count))
                .content()
                .path("history");
    }

    @Test
    void silentAndUnstoredCellsLeaveNoTraceInTheHistory() {
        int count = run("int stored = 1;").reply().number("execution_count", -1);
        client.run(cell("int unstored = 2;").put("store_history", false));
        Result silent = client.run(cell("int quiet = 3;").put("silent", true).put("store_history", true));
        assertThat(silent.reply().number("execution_count", -1)).isEqualTo(count);
        assertThat(tail(1).path(0).path(2).asText()).isEqualTo("int stored = 1;");
        assertThat(run("unstored + quiet").reply().number("execution_count", -1))
                .isEqualTo(count + 1);
    }

    @Test
    void aSilentErrorIsToldAndAbortsNothing() {
        Message silent =
                client.startCell(cell("Thread.sleep(100); int bad = 1 / 0;").put("silent", true));
        Message next = client.startCell("11");
        Result result = client.finish(silent);
        assertThat(result.status()).isEqualTo("error");
        assertThat(result.types()).doesNotContain("execute_input", "execute_result");
        assertThat(client.finish(next).value()).isEqualTo("11");
    }

    @Test
    void userExpressionsAreBundlesAndErrors() {
        ObjectNode content = cell("var forBundles = List.of(1, 2);");
        content.putObject("user_expressions")
                .put("value", "forBundles")
                .put("thrown", "List.of().getFirst()")
                .put("wrong", "nosuch +");
        JsonNode results = client.run(content).reply().content().path("user_expressions");
        assertThat(results.path("value").path("status").asText()).isEqualTo("ok");
        assertThat(results.path("value").path("data").path("text/plain").asText())
                .isEqualTo("[1, 2]");
        assertThat(results.path("value").path("metadata").isObject()).isTrue();
        assertThat(results.path("thrown").path("status").asText()).isEqualTo("error");
        assertThat(results.path("thrown").path("ename").asText()).isEqualTo("java.util.NoSuchElementException");
        assertThat(results.path("thrown").path("traceback")).isNotEmpty();
        assertThat(results.path("wrong").path("ename").asText()).isEqualTo("CompilationException");
        ObjectNode failing = cell("1 / 0");
        failing.putObject("user_expressions").put("value", "1");
        Message failed = client.run(failing).reply();
        assertThat(failed.text("status")).isEqualTo("error");
        assertThat(failed.content().has("user_expressions")).isFalse();
    }

    /** The first fails while the others are still being sent. What is sent after its reply is there may run. */
    @RepeatedTest(10)
    void cellsSentTogetherAreAbortedTogether() {
        List<Message> requests = new ArrayList<>(List.of(client.startCell("int atOnce = 1 / 0;")));
        for (int i = 0; i < 100 && (client.shell().getEvents() & ZMQ.Poller.POLLIN) == 0; i++) {
            requests.add(client.startCell(i + " + 1"));
        }
        List<String> replies =
                requests.stream().map(client::finish).map(Result::status).toList();
        assertThat(replies.getFirst()).isEqualTo("error");
        assertThat(replies.subList(1, replies.size())).containsOnly("aborted");
        assertThat(run("12").value()).isEqualTo("12");
    }

    @Test
    void whatIsSentAfterTheFailuresReplyRuns() {
        for (int i = 0; i < 100; i++) {
            assertThat(run("1 / 0").status()).isEqualTo("error");
            assertThat(run(String.valueOf(i)).status()).isEqualTo("ok");
        }
    }

    @Test
    void withoutStopOnErrorNothingIsAborted() {
        List<Message> requests = new ArrayList<>(
                List.of(client.startCell(cell("int goesOn = 1 / 0;").put("stop_on_error", false))));
        IntStream.range(0, 20).forEach(i -> requests.add(client.startCell(String.valueOf(i))));
        List<String> replies =
                requests.stream().map(client::finish).map(Result::status).toList();
        assertThat(replies.getFirst()).isEqualTo("error");
        assertThat(replies.subList(1, replies.size())).containsOnly("ok");
    }

    @Test
    void onlyCellsAreAborted() {
        Message failing = client.startCell("Thread.sleep(100); int bad = 1 / 0;");
        Message question = client.send(client.shell(), "is_complete_request", cell("int x = 1;"));
        Message queued = client.startCell("1");
        assertThat(client.finish(failing).status()).isEqualTo("error");
        assertThat(client.finish(question).status()).isEqualTo("complete");
        Result aborted = client.finish(queued);
        assertThat(aborted.status()).isEqualTo("aborted");
        assertThat(aborted.types()).isEmpty();
    }

    /** Each has a task that prints when the next cell says so, after the cell that started it has ended. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "new Thread(task).start();",
                "Thread.ofVirtual().start(task);",
                "new Thread(() -> new Thread(task).start()).start();",
                "Executors.newFixedThreadPool(2).submit(task);",
                "Executors.newVirtualThreadPerTaskExecutor().submit(task);",
                "Executors.newSingleThreadScheduledExecutor().schedule(task, 1, TimeUnit.MILLISECONDS);",
                "new ForkJoinPool(1).submit(task);",
                "CompletableFuture.runAsync(task, Executors.newFixedThreadPool(1));",
                "new Timer(true).schedule(new TimerTask() { public void run() { task.run(); } }, 1);"
            })
    void aThreadPrintsIntoTheCellThatStartedIt(String start) {
        Message first = client.startCell(waiting() + start);
        client.finish(first);
        Message second = client.startCell("System.out.println(\"between\"); go.countDown(); printed.await();");
        Message late = client.published(m -> m.text("text").contains("late output"));
        assertThat(KernelClient.parent(late)).isEqualTo(first.id());
        assertThat(client.finish(second).status()).isEqualTo("ok");
    }

    /** The common pool's threads are nobody's: what they print is the running cell's, and nothing is lost. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "IntStream.range(0, 1000).parallel().forEach(i -> System.out.println(i));",
                "CompletableFuture.allOf(IntStream.range(0, 1000).mapToObj(i -> CompletableFuture.runAsync(() -> "
                        + "System.out.println(i))).toArray(CompletableFuture[]::new)).join();"
            })
    void theCommonPoolPrintsIntoTheRunningCell(String code) {
        for (int i = 0; i < 3; i++) {
            assertThat(run(code).stream("stdout").lines()).hasSize(1000);
        }
    }

    /** A limit of the platform: whose task a pool's thread runs, nobody can see. */
    @Test
    void aPoolThatIsUsedAgainPrintsIntoTheCellThatMadeItsThreads() {
        Message first = client.startCell(
                "var used = Executors.newFixedThreadPool(1); used.submit(() -> System.out.println(\"one\")).get();");
        assertThat(client.finish(first).stream("stdout")).isEqualTo("one\n");
        client.startCell("used.submit(() -> System.out.println(\"two\")).get();");
        Message second = client.published(m -> m.text("text").equals("two\n"));
        assertThat(KernelClient.parent(second)).isEqualTo(first.id());
    }

    private static String waiting() {
        return """
                var go = new CountDownLatch(1);
                var printed = new CountDownLatch(1);
                Runnable task = () -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        System.out.println("interrupted");
                    }
                    System.out.println("late output");
                    printed.countDown();
                };
                """;
    }

    @Test
    void aChildThatInheritsPrintsInItsPlace() {
        Result result = run("""
                System.out.println("before");
                new ProcessBuilder("sh", "-c", "echo child; sleep 0.2; echo fault >&2").inheritIO().start().waitFor();
                System.out.println("after");""");
        assertThat(result.stream("stdout")).isEqualTo("before\nchild\nafter\n");
        assertThat(result.stream("stderr")).isEqualTo("fault\n");
    }

    @Test
    void aChildsLastWordsComeBeforeTheReply() {
        for (int i = 0; i < 20; i++) {
            Result result = run("new ProcessBuilder(\"echo\", \"last\").inheritIO().start().waitFor();");
            assertThat(result.stream("stdout")).isEqualTo("last\n");
        }
    }

    @Test
    void nothingOfALongOutputOfAChildIsLost() {
        Result result = run("new ProcessBuilder(\"seq\", \"200000\").inheritIO().start().waitFor();");
        assertThat(result.stream("stdout").lines()).hasSize(200_000);
        assertThat(result.types()).hasSizeLessThan(200);
    }

    /** And reading a child's output, or the shell's magic, needs no descriptor. */
    @Test
    void aChildIsReadAsEver() {
        assertThat(run("new String(new ProcessBuilder(\"echo\", \"read\").start().getInputStream().readAllBytes())"
                                + ".strip()")
                        .value())
                .isEqualTo("read");
        Result bash = run("%%bash\necho out; echo err >&2");
        assertThat(bash.stream("stdout")).isEqualTo("out\n");
        assertThat(bash.stream("stderr")).isEqualTo("err\n");
    }

    @Test
    void aChildThatOutlivesItsCellIsHeardAndIsNoAnswerToAQuestion() {
        Message cell = client.startCell(
                "new ProcessBuilder(\"sh\", \"-c\", \"sleep 0.5; echo outlived\").inheritIO().start();");
        client.finish(cell);
        client.ask("complete_request", Json.object().put("code", "Math.ma").put("cursor_pos", 7));
        Message heard = client.published(m -> m.text("text").equals("outlived\n"));
        assertThat(heard.text("name")).isEqualTo("stdout");
        assertThat(KernelClient.parent(heard)).isEqualTo(cell.id());
    }

    /** Its thread would otherwise hear of the pipe's end without end. */
    @Test
    void aClosedStandardOutputBurnsNoProcessor(@TempDir Path own) throws Exception {
        try (KernelProcess other = new KernelProcess(own, List.of("--enable-native-access=ALL-UNNAMED"));
                KernelClient front = new KernelClient(other.connection())) {
            front.run("new ProcessBuilder(\"true\").inheritIO().start().waitFor();");
            front.run("try (var o = new FileOutputStream(FileDescriptor.out)) { o.write('x'); }");
            String share = front.run("""
                            var threads = java.lang.management.ManagementFactory.getThreadMXBean();
                            long mover = Thread.getAllStackTraces().keySet().stream()
                                    .filter(t -> t.getName().equals("kernel-processes")).findFirst().get().threadId();
                            long before = threads.getThreadCpuTime(mover);
                            Thread.sleep(1000);
                            (threads.getThreadCpuTime(mover) - before) / 1_000_000""").value();
            assertThat(Integer.parseInt(share)).as("of a second, in ms").isLessThan(100);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IO.readln(\"age? \")",
                "new BufferedReader(new InputStreamReader(System.in)).readLine()",
                "new Scanner(System.in).nextInt()",
                "new String(System.in.readNBytes(3)).strip()"
            })
    void everyWayToReadAsks(String code) {
        Message request = client.startCell(code);
        assertThat(client.inputRequest().flag("password", true)).isFalse();
        client.answer("42");
        assertThat(client.finish(request).value()).isEqualTo("42");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IO.readln()",
                "new BufferedReader(new InputStreamReader(System.in)).readLine()",
                "System.in.read()",
                "input(\"who? \")",
                "password(\"pin\")"
            })
    void everyWayToReadIsRefused(String code) {
        Result result = client.run(cell(code).put("allow_stdin", false));
        assertThat(result.status()).isEqualTo("error");
        assertThat(result.reply().text("evalue")).contains("allow_stdin");
    }

    /** A limit of the platform: {@code java.io.Console} is a terminal's, and the JVM says that it has none. */
    @Test
    void thereIsNoConsole() {
        assertThat(run("System.console()").value()).isEqualTo("null");
    }

    @Test
    void causesAndSuppressedExceptionsAreTold() {
        Result result = run("""
                void open() throws IOException {
                    throw new FileNotFoundException("no file");
                }
                try {
                    open();
                } catch (IOException e) {
                    var outer = new IllegalStateException("no data", e);
                    outer.addSuppressed(new TimeoutException("too late"));
                    throw outer;
                }""");
        assertThat(result.reply().text("ename")).isEqualTo("java.lang.IllegalStateException");
        assertThat(result.reply().text("evalue")).isEqualTo("no data");
        assertThat(result.traceback())
                .contains("->    7     var outer = new IllegalStateException(\"no data\", e);")
                .contains("Suppressed: java.util.concurrent.TimeoutException: too late")
                .contains("Caused by: java.io.FileNotFoundException: no file")
                .contains("->    2     throw new FileNotFoundException(\"no file\");")
                .contains("at open(Cell [")
                .doesNotContain("dev.atelier")
                .doesNotContain("REPL")
                .doesNotContain("jdk.internal");
    }

    @Test
    void anAnonymousExceptionIsCalledByItsParent() {
        Result result = run("throw new IllegalStateException(\"x\") {};");
        assertThat(result.reply().text("ename")).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void aRepeatedMessageIsDropped() {
        run("int runs = 0;");
        Message once = client.startCell("++runs");
        var file = kernel.connection();
        KernelClient.sendFrames(client.shell(), new Wire(new Signer(file.signatureScheme(), file.key())).encode(once));
        client.finish(once);
        assertThat(run("runs").value()).isEqualTo("1");
    }

    @Test
    void commsFromTheFrontEndWithBuffers() {
        run(COMM + """
                kernel().getCommManager().registerTarget("echo", (manager, id, name, open) -> new Echo(manager, id, name));""");
        client.send(
                client.shell(),
                "comm_open",
                Json.object().put("comm_id", "front").put("target_name", "echo"));
        Message listed = client.ask("comm_info_request", Json.object().put("target_name", "echo"));
        assertThat(listed.content()
                        .path("comms")
                        .path("front")
                        .path("target_name")
                        .asText())
                .isEqualTo("echo");
        ObjectNode content = Json.object().put("comm_id", "front");
        content.putObject("data").put("question", "é");
        byte[] buffer = {0, -1, 7};
        Message sent = client.sendWithBuffers("comm_msg", content, List.of(buffer, new byte[0]));
        Message echoed = client.published(m -> m.type().equals("comm_msg"));
        assertThat(KernelClient.parent(echoed)).isEqualTo(sent.id());
        assertThat(echoed.content().path("data").path("question").asText()).isEqualTo("é");
        assertThat(echoed.buffers()).containsExactly(buffer, new byte[0]);
        client.send(client.shell(), "comm_close", Json.object().put("comm_id", "front"));
        client.published(m -> m.text("text").equals("closed by the front end\n"));
        assertThat(client.ask("comm_info_request", Json.object().put("target_name", "echo"))
                        .content()
                        .path("comms"))
                .isEmpty();
    }

    @Test
    void commsFromTheKernel() {
        Result opened = run(COMM + """
                var own = kernel().getCommManager().openComm("widget", (manager, id, name, open) -> new Echo(manager, id, name));
                var data = new com.google.gson.JsonObject();
                data.addProperty("value", 3);
                own.send(data, Map.of(), List.of(new byte[] {1, 2}));""");
        Message open = opened.only("comm_open");
        assertThat(open.text("target_name")).isEqualTo("widget");
        Message message = opened.only("comm_msg");
        assertThat(message.text("comm_id")).isEqualTo(open.text("comm_id"));
        assertThat(message.content().path("data").path("value").asInt()).isEqualTo(3);
        assertThat(message.buffers()).containsExactly(new byte[] {1, 2});
        ObjectNode answer = Json.object().put("comm_id", open.text("comm_id"));
        answer.putObject("data").put("value", 4);
        client.sendWithBuffers("comm_msg", answer, List.of());
        Message echoed = client.published(m -> m.type().equals("comm_msg"));
        assertThat(echoed.content().path("data").path("value").asInt()).isEqualTo(4);
        assertThat(run("own.close();").only("comm_close").text("comm_id")).isEqualTo(open.text("comm_id"));
    }

    private static final String COMM = """
            import io.github.spencerpark.jupyter.kernel.comm.*;
            import io.github.spencerpark.jupyter.messages.comm.*;
            class Echo extends Comm {
                Echo(CommManager manager, String id, String name) {
                    super(manager, id, name);
                }
                protected void onMessage(io.github.spencerpark.jupyter.messages.Message<CommMsgCommand> message) {
                    send(message.getContent().getData(), Map.of(), message.getBlobs());
                }
                protected void onClose(io.github.spencerpark.jupyter.messages.Message<CommCloseCommand> message, boolean own) {
                    System.out.println(own ? "closed by us" : "closed by the front end");
                }
            }
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new Thread(() -> { while (true) { try { Thread.sleep(100_000); } catch (InterruptedException e) { } } }).start();",
                "Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { } }));",
                "new ProcessBuilder(\"sleep\", \"20\").inheritIO().start();",
                "synchronized (System.out) { Thread.ofPlatform().start(() -> { synchronized (System.err) { while (true) { } } }); }",
                "Thread.ofPlatform().start(() -> { while (true) System.out.println(\"a flood\"); });"
            })
    void shutdownWaitsForNothingOfThePersons(String code, @TempDir Path own) throws Exception {
        try (KernelProcess other = new KernelProcess(own, List.of("--enable-native-access=ALL-UNNAMED"));
                KernelClient front = new KernelClient(other.connection())) {
            assertThat(front.run(code).status()).isEqualTo("ok");
            assertThat(front.control("shutdown_request").type()).isEqualTo("shutdown_reply");
            assertThat(other.endedWithin(5)).isTrue();
        }
    }
}
