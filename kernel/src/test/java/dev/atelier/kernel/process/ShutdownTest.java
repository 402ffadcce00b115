package dev.atelier.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.kernel.message.Json;
import dev.atelier.kernel.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ShutdownTest {
    @TempDir
    Path folder;

    @Test
    void anIdleKernelEnds() throws Exception {
        try (KernelProcess kernel = new KernelProcess(folder);
                KernelClient client = new KernelClient(kernel.connection())) {
            Message reply = client.control("shutdown_request", Json.object().put("restart", true));
            assertThat(reply.type()).isEqualTo("shutdown_reply");
            assertThat(reply.flag("restart", false)).isTrue();
            client.published(m -> m.text("execution_state").equals("idle")
                    && KernelClient.parent(m)
                            .equals(Json.text(reply.parent(), "msg_id").orElseThrow()));
            assertThat(kernel.endedWithin(3)).isTrue();
        }
    }

    @Test
    void aBusyKernelEndsThoughItsHooksHang() throws Exception {
        try (KernelProcess kernel = new KernelProcess(folder);
                KernelClient client = new KernelClient(kernel.connection())) {
            client.startCell("Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { "
                    + "try { Thread.sleep(1000); } catch (InterruptedException e) { } } }));\n"
                    + "System.out.println(\"busy\");\n"
                    + "while (true) { try { Thread.sleep(1000); } catch (Throwable t) { } }");
            client.published(m -> m.text("text").equals("busy\n"));
            assertThat(client.control("shutdown_request").type()).isEqualTo("shutdown_reply");
            assertThat(kernel.endedWithin(3)).isTrue();
        }
    }

    @Test
    void historyOutlivesTheKernel() throws IOException, InterruptedException {
        try (KernelProcess kernel = new KernelProcess(folder);
                KernelClient client = new KernelClient(kernel.connection())) {
            client.run("int fromTheFirst = 1;");
            client.control("shutdown_request");
            assertThat(kernel.endedWithin(3)).isTrue();
        }
        try (KernelProcess kernel = new KernelProcess(folder);
                KernelClient client = new KernelClient(kernel.connection())) {
            var reply = client.ask(
                    "history_request",
                    Json.object().put("hist_access_type", "tail").put("n", 1));
            assertThat(reply.content().path("history").toString()).contains("int fromTheFirst = 1;");
        }
    }
}
