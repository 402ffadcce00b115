package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.process.KernelClient.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One kernel process, driven over ZeroMQ by one test after another. */
class KernelTest extends OneKernel {
    private Result run(String code) {
        return client.run(code);
    }

    private static String error(Result result) {
        assertThat(result.status()).isEqualTo("error");
        return result.only("error").text("ename") + ": " + result.only("error").text("evalue");
    }

    @Test
    void kernelInfo() {
        Message info = client.ask("kernel_info_request", Json.object());
        assertThat(info.text("protocol_version")).isEqualTo("5.4");
        assertThat(info.content().path("language_info").path("name").asText()).isEqualTo("java");
    }

    @Test
    void aCellPublishesInOrder() {
        Result result = run("System.out.println(\"hi\"); 20 + 1");
        assertThat(result.types()).containsExactly("execute_input", "stream", "execute_result");
        assertThat(result.value()).isEqualTo("21");
        assertThat(result.published().getFirst().text("execution_state")).isEqualTo("busy");
        assertThat(result.published().getLast().text("execution_state")).isEqualTo("idle");
    }

    @Test
    void declarationsLastAndMayBeReplaced() {
        run("int twice(int n) { return n + n; }\nrecord Pair(int a, String b) {}\nvar pair = new Pair(1, \"<x>\");");
        assertThat(run("twice(pair.a())").value()).isEqualTo("2");
        run("int twice(int n) { return 2 * n + 1; }");
        assertThat(run("twice(4)").value()).isEqualTo("9");
        assertThat(run("List.of(pair)")
                        .only("execute_result")
                        .content()
                        .path("data")
                        .path("text/html")
                        .asText())
                .contains("<th>a</th>")
                .contains("<td>&lt;x&gt;</td>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a\".length();|",
                "Math.max(1, 2)|2",
                "int q = 4;|",
                "7;|7",
                "(Object) null|null",
                "new ArrayList<Integer>().add(1); // add it|",
                "new ArrayList<Integer>().add(1); /* add it */|",
                "new ArrayList<Integer>(); // a list|",
                "new ArrayList<Integer>().add(1) // show it|true",
                "(1 + 2);|3",
                "1 + Math.max(2, 3);|4",
                "7; // seven|7",
                "(Runnable) () -> {}; null;|null"
            })
    void statementsShowNoValueExpressionsDo(String code, String value) {
        Result result = run(code);
        assertThat(result.status()).isEqualTo("ok");
        if (value == null) {
            assertThat(result.types()).doesNotContain("execute_result");
        } else {
            assertThat(result.value()).isEqualTo(value);
        }
    }

    @Test
    void anExceptionShowsItsClassItsLineAndNoFramesOfOurs() {
        Result result = run("int divide(int n) {\n  return n / 0;\n}\n\ndivide(1)");
        assertThat(error(result)).isEqualTo("java.lang.ArithmeticException: / by zero");
        assertThat(result.traceback())
                .contains("->    2   return n / 0;")
                .contains("at divide(Cell [")
                .doesNotContain("dev.atelier")
                .doesNotContain("REPL")
                .doesNotContain("reflect");
    }

    @Test
    void classesMayNeedEachOther() {
        Result result =
                run("class Hen { Egg lay() { return new Egg(); } }\nclass Egg { Hen hatch() { return new Hen(); } }\n"
                        + "new Hen().lay().hatch() != null");
        assertThat(result.value()).isEqualTo("true");
        assertThat(result.stream("stderr")).isEmpty();
        assertThat(run("void later() { missing(); }").stream("stdout")).contains("missing()");
    }

    @Test
    void ownExceptionsKeepTheirNames() {
        run("class Broken extends RuntimeException { Broken(String m) { super(m); } }");
        assertThat(error(run("throw new Broken(\"x\");"))).isEqualTo("Broken: x");
    }

    @Test
    void compileErrorsPointAtTheColumn() {
        Result result = run("int ok = 1;\nint wrong = \"text\";");
        assertThat(error(result)).startsWith("CompilationException: incompatible types");
        assertThat(result.traceback()).contains("->    2 int wrong = \"text\";\n                    ^~~~~~");
    }

    @Test
    void aSyntaxErrorRunsNothing() {
        assertThat(error(run("System.out.println(\"never\");\nfoo("))).startsWith("CompilationException");
        assertThat(run("System.out.println(\"a\");\nint ) = ;").status()).isEqualTo("error");
    }

    @Test
    void silentAndStoreHistory() {
        int before = run("1").reply().number("execution_count", -1);
        Result silent = client.run(cell("System.out.print(\"s\"); 5").put("silent", true));
        assertThat(silent.types()).containsExactly("stream");
        Result unstored = client.run(cell("5").put("store_history", false));
        assertThat(unstored.value()).isEqualTo("5");
        assertThat(run("1").reply().number("execution_count", -1)).isEqualTo(before + 1);
    }

    @Test
    void userExpressions() {
        ObjectNode content = cell("int forExpressions = 20;");
        content.putObject("user_expressions").put("good", "forExpressions + 1").put("bad", "1 / 0");
        JsonNode results = client.run(content).reply().content().path("user_expressions");
        assertThat(results.path("good").path("data").path("text/plain").asText())
                .isEqualTo("21");
        assertThat(results.path("bad").path("ename").asText()).isEqualTo("java.lang.ArithmeticException");
    }

    @Test
    void aUserExpressionThatCannotBeShownIsItsOwnError() {
        ObjectNode content =
                cell("Object mute = new Object() { public String toString() { throw new Error(\"mute\"); } };");
        content.putObject("user_expressions").put("mute", "mute").put("good", "1");
        Message reply = client.run(content).reply();
        assertThat(reply.text("status")).isEqualTo("ok");
        JsonNode results = reply.content().path("user_expressions");
        assertThat(results.path("mute").path("status").asText()).isEqualTo("error");
        assertThat(results.path("mute").path("evalue").asText()).isEqualTo("mute");
        assertThat(results.path("good").path("status").asText()).isEqualTo("ok");
    }

    @Test
    void queuedCellsAreAbortedBehindAnError() {
        List<Message> requests = List.of(
                client.startCell("Thread.sleep(200); int bad = 1 / 0;"), client.startCell("1"), client.startCell("2"));
        assertThat(requests.stream().map(client::finish).map(Result::status))
                .containsExactly("error", "aborted", "aborted");
        assertThat(run("3").value()).isEqualTo("3");
        List<Message> unstopped = List.of(
                client.startCell(cell("Thread.sleep(200); int bad = 1 / 0;").put("stop_on_error", false)),
                client.startCell("1"));
        assertThat(unstopped.stream().map(client::finish).map(Result::status)).containsExactly("error", "ok");
    }

    @Test
    void manyLinesFewMessages() {
        Result result = run("for (int i = 0; i < 100_000; i++) System.out.println(i);");
        assertThat(result.stream("stdout").lines()).hasSize(100_000);
        assertThat(result.types()).hasSizeLessThan(200);
    }

    @Test
    void outAndErrKeepTheirOrder() {
        Result result = run("System.out.print(\"a\"); System.err.print(\"b\"); System.out.print(\"é漢😀\");");
        assertThat(result.published().stream()
                        .filter(m -> m.type().equals("stream"))
                        .map(m -> m.text("text")))
                .containsExactly("a", "b", "é漢😀");
    }

    @Test
    void lateOutputBelongsToTheCellThatStartedTheThread() {
        Message first = client.startCell(
                "var late = new CountDownLatch(1);\nThread.ofPlatform().start(() -> { try { late.await(); } "
                        + "catch (InterruptedException e) { } System.out.println(\"late output\"); });");
        client.finish(first);
        client.startCell("late.countDown();");
        Message late = client.published(m -> m.text("text").equals("late output\n"));
        assertThat(KernelClient.parent(late)).isEqualTo(first.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread.sleep(60_000);",
                "while (true);",
                "while (true) { try { Thread.sleep(60_000); } catch (InterruptedException e) { } }",
                "new Scanner(System.in).nextLine()",
                "int down(int n) { return n == 0 ? 0 : down(n - 1); } while (true) down(100);"
            })
    void interruptStopsAndKeepsVariables(String code) {
        run("int kept = 42;");
        Message started = client.startCell("System.out.println(\"started\");\n" + code);
        client.published(m -> m.text("text").equals("started\n"));
        assertThat(client.control("interrupt_request").text("status")).isEqualTo("ok");
        Result result = client.finish(started);
        assertThat(result.reply().text("ename")).isEqualTo("KeyboardInterrupt");
        assertThat(run("kept").value()).isEqualTo("42");
        if (code.contains("Scanner")) {
            client.inputRequest();
        }
    }

    /** The compiler has then taken the checks out of the loops, and has to put them back, time after time. */
    @Test
    void interruptStopsLoopsThatAreCompiled() {
        run("""
                double[] a = new double[10_000];
                double hot(boolean told) {
                    double sum = 0;
                    for (int round = 0; ; round++) {
                        for (int i = 0; i < a.length; i++) {
                            a[i] = a[i] * 0.5 + i;
                        }
                        sum += a[round % a.length];
                        if (told && round == 40_000) {
                            System.out.println("hot");
                        }
                    }
                }""");
        for (int time = 0; time < 5; time++) {
            Message started = client.startCell("hot(true)");
            client.published(m -> m.text("text").equals("hot\n"));
            client.control("interrupt_request");
            assertThat(client.finish(started).reply().text("ename")).isEqualTo("KeyboardInterrupt");
        }
        assertThat(run("a.length").value()).isEqualTo("10000");
    }

    @Test
    void interruptStopsOneLongCountedLoop() {
        run("""
                double sines(int n) {
                    double sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum += Math.sin(i);
                    }
                    return sum;
                }""");
        run("for (int warm = 0; warm < 200; warm++) { sines(100_000); }");
        Message started = client.startCell("System.out.println(\"long\");\nsines(Integer.MAX_VALUE)");
        client.published(m -> m.text("text").equals("long\n"));
        client.control("interrupt_request");
        assertThat(client.finish(started).reply().text("ename")).isEqualTo("KeyboardInterrupt");
    }

    /** Each of them held by the class that JShell made for its variable. */
    @Test
    void aValueGoesWhenItsVariableIsDeclaredAnew() {
        run("var gone = new ArrayList<java.lang.ref.WeakReference<Object>>();");
        run("var heap = new int[1000];");
        run("gone.add(new java.lang.ref.WeakReference<>(heap));");
        run("var heap = new int[2000];");
        run("gone.add(new java.lang.ref.WeakReference<>(heap));");
        run("String heap = \"small\";");
        run("System.gc();");
        assertThat(run("gone.stream().allMatch(value -> value.get() == null)").value())
                .isEqualTo("true");
        assertThat(run("heap").value()).isEqualTo("small");
    }

    @Test
    void controlAnswersWhileACellRuns() {
        Message busy = client.startCell("System.out.println(\"busy\"); Thread.sleep(60_000);");
        client.published(m -> m.text("text").equals("busy\n"));
        assertThat(client.control("kernel_info_request").type()).isEqualTo("kernel_info_reply");
        client.control("interrupt_request");
        client.finish(busy);
    }

    @Test
    void standardInput() {
        Message request = client.startCell("new Scanner(System.in).nextLine() + input(\"more? \") + password(\"pin\")");
        assertThat(client.inputRequest().flag("password", true)).isFalse();
        client.answer("a");
        assertThat(client.inputRequest().text("prompt")).isEqualTo("more? ");
        client.answer("b");
        assertThat(client.inputRequest().flag("password", false)).isTrue();
        client.answer("c");
        assertThat(client.finish(request).value()).isEqualTo("abc");
    }

    @Test
    void refusedInputSaysSo() {
        Result result = client.run(cell("new Scanner(System.in).nextLine()").put("allow_stdin", false));
        assertThat(error(result)).contains("allow_stdin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int ) = ;|invalid",
                "int x = 1;|complete",
                "1 + 1|complete",
                "void f() {|incomplete",
                "for (;;)|incomplete",
                "class A {|incomplete",
                "%lsmagic|complete",
                "%%bash|incomplete"
            })
    void isComplete(String code, String status) {
        assertThat(client.ask("is_complete_request", cell(code)).text("status")).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sys|0|System",
                "\"😀\".leng|4|length()",
                "int a = 1;\\n\"x\".isBla|15|isBlank()",
                "%classp|0|%classpath",
                "%classpath a|11|add",
                "String someText = \"\";\\nsomeText.isEmp|31|isEmpty()"
            })
    void completes(String code, int start, String match) {
        String typed = code.replace("\\n", "\n");
        Message reply =
                client.ask("complete_request", cell(typed).put("cursor_pos", typed.codePointCount(0, typed.length())));
        assertThat(reply.content().path("matches").toString()).contains("\"" + match + "\"");
        assertThat(reply.number("cursor_start", -1)).isEqualTo(start);
    }

    @Test
    void history() {
        run("int forHistory = 1234;");
        Message reply = client.ask(
                "history_request",
                Json.object()
                        .put("hist_access_type", "search")
                        .put("pattern", "*forHistory = 1?34*")
                        .put("n", 5));
        assertThat(reply.content().path("history").toString()).contains("int forHistory = 1234;");
    }

    @Test
    void displays() {
        Result html = run("display(\"<b>x</b>\", \"text/html\")");
        assertThat(html.types()).containsExactly("execute_input", "display_data");
        assertThat(html.only("display_data")
                        .content()
                        .path("data")
                        .path("text/html")
                        .asText())
                .isEqualTo("<b>x</b>");
        Result updated = run("String id = display(1); updateDisplay(id, 2); clearOutput(true);");
        assertThat(updated.types())
                .containsExactly("execute_input", "display_data", "update_display_data", "clear_output");
        assertThat(updated.only("update_display_data").content().path("transient"))
                .isEqualTo(updated.only("display_data").content().path("transient"));
    }

    @Test
    void librariesRegisterWithTheBaseKernelsRenderer() {
        run(
                "record Temperature(int degrees) {}\nkernel().getRenderer().createRegistration(Temperature.class)"
                        + ".preferring(io.github.spencerpark.jupyter.kernel.display.mime.MIMEType.TEXT_HTML)"
                        + ".register((t, c) -> c.renderIfRequested("
                        + "io.github.spencerpark.jupyter.kernel.display.mime.MIMEType.TEXT_HTML, () -> \"<i>\" + t.degrees() + \"</i>\"));");
        assertThat(run("new Temperature(21)")
                        .only("execute_result")
                        .content()
                        .path("data")
                        .path("text/html")
                        .asText())
                .isEqualTo("<i>21</i>");
    }

    @Test
    void magics() {
        assertThat(run("%lsmagic")
                        .only("display_data")
                        .content()
                        .path("data")
                        .path("text/plain")
                        .asText())
                .contains("%classpath")
                .contains("%time");
        assertThat(run("%env?").stream("stdout")).contains("Usage: %env");
        assertThat(run("%env --help").stream("stdout")).contains("Usage: %env");
        assertThat(run("%env ATELIER_TEST='a b'\nvar set = %env ATELIER_TEST;\nset.get(\"ATELIER_TEST\")")
                        .value())
                .isEqualTo("a b");
        assertThat(run("%%bash\necho out $ATELIER_TEST; echo err >&2").stream("stdout"))
                .isEqualTo("out a b\n");
        assertThat(run("%time Thread.sleep(1)").stream("stdout")).endsWith(" s\n");
    }

    @Test
    void aCommentIsNoQuestion() {
        assertThat(run("// does this work?").reply().content().path("payload")).isEmpty();
        assertThat(run("int n = 1; // or two?").reply().content().path("payload"))
                .isEmpty();
        assertThat(run("String?").reply().content().path("payload")).hasSize(1);
    }

    @Test
    void anAssignmentThatFailsPointsAtTheCellsLine() {
        Result wrongType = run("int one = 1;\nNoSuchType s = %env HOME\nint two = 2;");
        assertThat(error(wrongType)).startsWith("CompilationException");
        assertThat(wrongType.traceback())
                .contains("->    2 NoSuchType s = %env HOME")
                .doesNotContain("magicValue");
        Result wrongClass = run("int one = 1;\nInteger n = %env HOME\nint two = 2;");
        assertThat(error(wrongClass)).startsWith("java.lang.ClassCastException");
        assertThat(wrongClass.traceback())
                .contains("->    2 Integer n = %env HOME")
                .doesNotContain("magicValue");
    }

    @Test
    void magicsThatCannotSaySoBriefly() {
        assertThat(error(run("%tim 1")))
                .isEqualTo("%tim: There is no magic %tim. Did you mean %time? %lsmagic lists all.");
        assertThat(error(run("%env --foo"))).contains("--foo").contains("Usage: %env");
        assertThat(error(run("%%bash\nexit 3"))).contains("exit code 3");
        assertThat(error(run("%time 1 / 0"))).isEqualTo("java.lang.ArithmeticException: / by zero");
        assertThat(error(run("%jar nosuch.jar"))).contains("nosuch.jar");
        assertThat(error(run("%jar ~/nosuch.jar"))).doesNotContain("~");
    }

    @Test
    void commsNobodyKnowsAreClosedAndListed() {
        Message open = client.send(
                client.shell(), "comm_open", Json.object().put("comm_id", "c1").put("target_name", "nobody"));
        Message closed = client.published(m -> m.type().equals("comm_close"));
        assertThat(KernelClient.parent(closed)).isEqualTo(open.id());
        assertThat(client.ask("comm_info_request", Json.object())
                        .content()
                        .path("comms")
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"for (int i = 0; i < 3; i++)", "while (true)", "if (1 > 0)", "int before = 1;\nwhile (true)"})
    void aStatementWithoutItsBodyIsACompileError(String code) {
        assertThat(error(run(code))).startsWith("CompilationException");
    }

    @Test
    void importsWithCommentsKeepTheQuickPath() {
        run("// my imports\nimport java.util.zip.CRC32;");
        run("import java.awt.geom.*; // shapes");
        run("import static java.lang.Math.abs; // numbers");
        assertThat(run("new CRC32().getClass().getSimpleName() + new Point2D.Double(1, 2).x + abs(-1)")
                        .value())
                .isEqualTo("CRC321.01");
        // JShell's own classes hold snippets that the quick path does not take.
        assertThat(run("new Object() {}.getClass().getName()").value()).startsWith("REPL.$Cell$");
    }

    @Test
    void theFirstOfSeveralDeclaratorsMayFail() {
        assertThat(error(run("int first = Integer.parseInt(\"x\"), second = 2;")))
                .startsWith("java.lang.NumberFormatException");
    }

    @Test
    void strangeRequestsGetReplies() {
        assertThat(client.ask("weird_request", Json.object()).text("status")).isEqualTo("error");
        ObjectNode odd = Json.object().put("code", 17).put("silent", "maybe");
        odd.putArray("user_expressions").add(1);
        assertThat(client.ask("execute_request", odd).text("status")).isEqualTo("ok");
        assertThat(client.ask("complete_request", cell("a").put("cursor_pos", 99))
                        .text("status"))
                .isEqualTo("ok");
        assertThat(client.ask("inspect_request", Json.object()).text("status")).isEqualTo("ok");
    }

    @Test
    void theSameCellAgainMeansWhatItsNamesMeanNow() {
        run("int times(int n) { return n * 2; }\nint base = 4;");
        assertThat(run("times(base)").value()).isEqualTo("8");
        assertThat(run("times(base)").value()).isEqualTo("8");
        run("base = 5");
        assertThat(run("times(base)").value()).isEqualTo("10");
        run("int times(int n) { return n * 3; }");
        assertThat(run("times(base)").value()).isEqualTo("15");
        assertThat(run("Formatter.class.getName()").value()).isEqualTo("java.util.Formatter");
        run("class Formatter {}");
        assertThat(run("Formatter.class.getName()").value()).startsWith("REPL.");
    }

    @Test
    void theSameCellAgainBeginsAnew() {
        String cell = "new Object() { static int runs; int next() { return ++runs; } }.next()";
        assertThat(run(cell).value()).isEqualTo("1");
        assertThat(run(cell).value()).isEqualTo("1");
    }

    @Test
    void theSameFailingCellAgainIsMarkedInTheCellThatFailed() {
        run("1 / 0");
        Result second = run("1 / 0");
        assertThat(second.traceback()).contains("Cell [" + second.reply().number("execution_count", 0) + "]");
    }

    @Test
    void aVariableThatIsAssignedIsNotPrinted() {
        run("%env PIN=1234");
        assertThat(run("%env PIN").stream("stdout")).isEqualTo("1234\n");
        assertThat(run("var pin = %env PIN").stream("stdout")).isEmpty();
        assertThat(run("pin.get(\"PIN\")").value()).contains("1234");
    }
}
