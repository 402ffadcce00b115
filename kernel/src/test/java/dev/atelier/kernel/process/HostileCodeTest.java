package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import dev.atelier.kernel.process.KernelClient.Result;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The person's code, wherever the kernel calls it, may fail in any way and costs no more than its own request. */
@Timeout(120)
class HostileCodeTest {
    @TempDir
    Path folder;

    private KernelProcess kernel;
    private KernelClient client;

    @BeforeEach
    void start() throws IOException {
        kernel = new KernelProcess(folder);
        client = new KernelClient(kernel.connection());
    }

    @AfterEach
    void stop() {
        client.close();
        kernel.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw new RuntimeException() { @Override public String getMessage() { throw new Error(); } };",
                "new Object() { @Override public String toString() { throw new Error() { @Override public String "
                        + "getMessage() { throw this; } @Override public String toString() { throw this; } }; } }",
                "throw new Error() { @Override public StackTraceElement[] getStackTrace() { throw this; } };"
            })
    void errorsThatCannotBeToldAreTold(String code) {
        Message failing = client.startCell("Thread.sleep(100);\n" + code);
        Message queued = client.startCell("1");
        Result failed = client.finish(failing);
        assertThat(failed.status()).isEqualTo("error");
        assertThat(failed.only("error").text("ename")).isNotEmpty();
        assertThat(failed.reply().number("execution_count", -1)).isEqualTo(1);
        assertThat(client.finish(queued).status()).isEqualTo("aborted");
        assertThat(client.run("2").value()).isEqualTo("2");
    }

    @Test
    void aResultWhoseTextNeverEndsIsInterrupted() {
        client.run(
                "class Endless { @Override public String toString() { System.out.println(\"endless\"); while (true); } }");
        Message started = client.startCell("new Endless()");
        client.published(m -> m.text("text").equals("endless\n"));
        client.control("interrupt_request");
        Result result = client.finish(started);
        assertThat(result.reply().text("ename")).isEqualTo("KeyboardInterrupt");
        assertThat(client.run("3").value()).isEqualTo("3");
    }

    @Test
    void aCommThatSleepsIsInterrupted() {
        client.run("""
                kernel().getCommManager().registerTarget("sleeper", (manager, id, name, open) -> {
                    System.out.println("asleep");
                    try {
                        Thread.sleep(600_000);
                    } catch (InterruptedException e) {
                        System.out.println("awake");
                    }
                    return null;
                });""");
        client.send(
                client.shell(), "comm_open", Json.object().put("comm_id", "c").put("target_name", "sleeper"));
        client.published(m -> m.text("text").equals("asleep\n"));
        client.control("interrupt_request");
        client.published(m -> m.text("text").equals("awake\n"));
        assertThat(client.run("4").value()).isEqualTo("4");
    }
}
