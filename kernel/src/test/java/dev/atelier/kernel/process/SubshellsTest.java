package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jupyter's enhancement proposal 91 on a real kernel. */
@Timeout(120)
class SubshellsTest {
    @TempDir
    Path folder;

    private KernelProcess kernel;
    private KernelClient client;

    /** Another client, whose messages are its own. */
    private KernelClient beside;

    @BeforeEach
    void start() throws IOException {
        kernel = new KernelProcess(folder);
        client = new KernelClient(kernel.connection());
        beside = new KernelClient(kernel.connection());
    }

    @AfterEach
    void stop() {
        beside.close();
        client.close();
        kernel.close();
    }

    private String subshell() {
        return client.control("create_subshell_request").text("subshell_id");
    }

    private KernelClient.Result run(String subshell, String code) {
        return beside.finish(beside.sendTo(subshell, "execute_request", cell(code)));
    }

    private Message ask(String subshell, String type, ObjectNode content) {
        return beside.finish(beside.sendTo(subshell, type, content)).reply();
    }

    private static ObjectNode cell(String code) {
        return Json.object().put("code", code);
    }

    @Test
    void theKernelSaysThatItHasThem() {
        Message info = client.ask("kernel_info_request", Json.object());
        assertThat(info.content().path("supported_features").toString()).contains("kernel subshells");
    }

    @Test
    void areMadeListedAndDeleted() {
        String one = subshell();
        String other = subshell();
        assertThat(client.control("list_subshell_request").content().path("subshell_id"))
                .extracting(id -> id.asText())
                .containsExactlyInAnyOrder(one, other);
        ObjectNode first = Json.object().put("subshell_id", one);
        assertThat(client.control("delete_subshell_request", first).text("status"))
                .isEqualTo("ok");
        Message unknown = client.control("delete_subshell_request", first);
        assertThat(unknown.text("status")).isEqualTo("error");
        assertThat(unknown.text("evalue")).contains("There is no subshell").contains(one);
        assertThat(run(one, "1").reply().text("evalue")).contains("There is no subshell");
        assertThat(run(other, "1").status()).isEqualTo("ok");
    }

    @Test
    void workBesideACellThatRuns() {
        String subshell = subshell();
        client.run("var latch = new java.util.concurrent.CountDownLatch(1);\nint seen = 0;");
        Message waiting = client.startCell("latch.await();\nseen");
        client.published(
                m -> KernelClient.parent(m).equals(waiting.id()) && m.type().equals("execute_input"));
        assertThat(run(subshell, "int twenty = 20;\nseen = twenty + 1").status())
                .isEqualTo("ok");
        assertThat(ask(subshell, "complete_request", cell("latch.countD").put("cursor_pos", 12))
                        .content()
                        .path("matches")
                        .toString())
                .contains("countDown");
        assertThat(ask(subshell, "inspect_request", cell("latch.countDown()").put("cursor_pos", 8))
                        .content()
                        .path("data")
                        .path("text/plain")
                        .asText())
                .contains("void CountDownLatch.countDown()");
        assertThat(run(subshell, "latch.countDown();").status()).isEqualTo("ok");
        KernelClient.Result result = client.finish(waiting);
        assertThat(result.status()).isEqualTo("ok");
        assertThat(result.value()).isEqualTo("21");
    }

    @Test
    void outputAndErrorsAreTheirOwn() {
        String subshell = subshell();
        client.run("var go = new java.util.concurrent.CountDownLatch(1);");
        Message waiting = client.startCell("System.out.println(\"main\");\ngo.await();");
        Message failing = beside.sendTo(
                subshell,
                "execute_request",
                cell("System.out.println(\"beside\");\nif (seconds() > 0) throw new IllegalStateException(\"x\");\n"
                        + "int seconds() { return 1; }"));
        Message behind = beside.sendTo(subshell, "execute_request", cell("1"));
        KernelClient.Result failed = beside.finish(failing);
        assertThat(failed.status()).isEqualTo("error");
        assertThat(failed.stream("stdout")).isEqualTo("beside\n");
        assertThat(beside.finish(behind).status()).isEqualTo("aborted");
        assertThat(run(subshell, "go.countDown();").status()).isEqualTo("ok");
        KernelClient.Result main = client.finish(waiting);
        assertThat(main.status()).isEqualTo("ok");
        assertThat(main.stream("stdout")).isEqualTo("main\n");
    }

    @Test
    void eachShellFailsForItself() {
        String subshell = subshell();
        client.run("var held = new java.util.concurrent.CountDownLatch(1);\n"
                + "int fails() throws Exception { held.await(); throw new IllegalStateException(\"main\"); }");
        Message waiting = client.startCell("int never = fails();");
        client.published(
                m -> KernelClient.parent(m).equals(waiting.id()) && m.type().equals("execute_input"));
        KernelClient.Result beside = run(subshell, "int neither = 1 / 0;");
        assertThat(beside.reply().text("ename")).isEqualTo("java.lang.ArithmeticException");
        run(subshell, "held.countDown();");
        KernelClient.Result main = client.finish(waiting);
        assertThat(main.reply().text("ename")).isEqualTo("java.lang.IllegalStateException");
        assertThat(main.reply().text("evalue")).isEqualTo("main");
    }

    /** An exception's own words are the person's code: nobody waits for the compiler meanwhile. */
    @Test
    void anExceptionThatIsSlowToSpeakHoldsNobodyUp() {
        String subshell = subshell();
        client.run("var told = new java.util.concurrent.CountDownLatch(1);\n"
                + "class Slow extends RuntimeException { public String getMessage() {"
                + " try { told.await(); } catch (InterruptedException e) { } return \"at last\"; } }");
        Message waiting = client.startCell("throw new Slow();");
        client.published(
                m -> KernelClient.parent(m).equals(waiting.id()) && m.type().equals("execute_input"));
        assertThat(run(subshell, "told.countDown();").status()).isEqualTo("ok");
        assertThat(client.finish(waiting).reply().text("evalue")).isEqualTo("at last");
    }

    @Test
    void anInterruptStopsAllShells() {
        String subshell = subshell();
        client.run("1");
        Message busy = client.startCell("System.out.println(1);\nwhile (true) { }");
        client.published(
                m -> KernelClient.parent(m).equals(busy.id()) && m.type().equals("stream"));
        Message sleeping =
                beside.sendTo(subshell, "execute_request", cell("System.out.println(1);\nThread.sleep(60_000);"));
        beside.published(
                m -> KernelClient.parent(m).equals(sleeping.id()) && m.type().equals("stream"));
        assertThat(client.control("interrupt_request").text("status")).isEqualTo("ok");
        assertThat(client.finish(busy).reply().text("ename")).isEqualTo("KeyboardInterrupt");
        assertThat(beside.finish(sleeping).reply().text("ename")).isEqualTo("KeyboardInterrupt");
        assertThat(client.run("2").value()).isEqualTo("2");
        assertThat(run(subshell, "3").value()).isEqualTo("3");
    }

    @Test
    void manyCompileAtTheSameTime() {
        List<String> subshells = Stream.generate(this::subshell).limit(4).toList();
        for (int round = 0; round < 10; round++) {
            int number = round;
            List<Message> requests = subshells.stream()
                    .map(id -> beside.sendTo(
                            id,
                            "execute_request",
                            cell("int v" + number + " = " + number + ";\nThread.sleep(1);\nString.valueOf(v" + number
                                    + ") + " + subshells.indexOf(id))))
                    .toList();
            Map<String, String> values = new HashMap<>();
            beside.published(m -> {
                if (m.type().equals("execute_result")) {
                    values.put(
                            KernelClient.parent(m),
                            m.content().path("data").path("text/plain").asText());
                }
                return values.size() == requests.size();
            });
            for (int i = 0; i < requests.size(); i++) {
                assertThat(values.get(requests.get(i).id())).isEqualTo("" + round + i);
            }
        }
    }

    @Test
    void areNotWithoutEnd() {
        String last = "";
        for (int i = 0; i < 65; i++) {
            last = client.control("create_subshell_request").text("evalue");
        }
        assertThat(last).contains("64 subshells");
        assertThat(client.run("1").value()).isEqualTo("1");
    }
}
