package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.InstanceState;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kernels, executions and terminals of an instance that is a container, through the front door. */
@Tag("docker")
class AcrossInstancesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Atelier atelier;

    @BeforeAll
    static void start() {
        atelier = Atelier.up("--default-provider", "docker", "--spare-kernels", "2");
        assertThat(atelier.run("compute", "create", "my-box").output()).contains("✔ my-box  Running");
    }

    @AfterAll
    static void stop() {
        atelier.run("compute", "delete", "my-box", "--yes");
        atelier.close();
    }

    private static String shown(String spec) {
        return Kernel.request(atelier, "GET", "/api/kernelspecs", "", 200)
                .path("kernelspecs")
                .path(spec)
                .at("/spec/display_name")
                .asText();
    }

    @Test
    void aStoppedInstanceStartsWhenOneOfItsKernelsIsChosen() {
        assertThat(atelier.run("compute", "stop", "my-box").output()).contains("Stopped");
        assertThat(shown("my-box.python3")).isEqualTo("Python 3 · my-box (stopped)");
        atelier.kill();
        atelier.start();
        assertThat(shown("my-box.python3")).isEqualTo("Python 3 · my-box (stopped)");
        try (Kernel kernel = Kernel.open(atelier, "my-box.python3", "woken.ipynb")) {
            Kernel.Outcome first = kernel.run("import socket\nprint(socket.gethostname())");
            assertThat(first.stdout()).contains("“my-box” is").endsWith("my-box\n");
            assertThat(first.outputs())
                    .extracting(m -> m.path("msg_type").asText())
                    .containsSubsequence("stream", "clear_output", "stream");
        }
        assertThat(atelier.client().instance("my-box").state()).isEqualTo(InstanceState.RUNNING);
        assertThat(shown("my-box.python3")).isEqualTo("Python 3 · my-box");
    }

    @Test
    void aTabThatIsOpenedAnewSeesWhatARunningCellHasPrinted() {
        awaitRunning();
        try (Kernel kernel = Kernel.open(atelier, "my-box.python3", "long.ipynb")) {
            String cell = kernel.send("print('begun', flush=True)\nimport time\ntime.sleep(600)");
            kernel.awaitText(cell);
            JsonNode running =
                    Kernel.request(atelier, "GET", "/atelier/v1/kernels/" + kernel.id() + "/executions", "", 200);
            assertThat(running.at("/0/msg_id").asText()).isEqualTo(cell);
            assertThat(running.at("/0/state").asText()).isEqualTo("running");
            assertThat(running.at("/0/outputs/0/text").asText()).isEqualTo("begun\n");
        }
    }

    @Test
    void theSecondKernelTakesOverAProcessThatWaits() {
        awaitRunning();
        try (Kernel first = Kernel.open(atelier, "my-box.python3", "first.ipynb")) {
            assertThat(first.run("1").failed()).isFalse();
            // Written when it answers.
            String spares = "find /var/lib/atelier/agent/spares -name footprint.json | wc -l";
            await().atMost(PATIENCE)
                    .until(() -> Docker.run("exec", atelier.container("my-box"), "sh", "-c", spares)
                            .equals("1"));
            try (Kernel second = Kernel.open(atelier, "my-box.python3", "second.ipynb")) {
                // What a process was begun with stands on its command line.
                assertThat(second.run("print(open('/proc/self/cmdline').read())")
                                .stdout())
                        .contains("/spares/");
                assertThat(second.run("import os; print(os.getcwd())").stdout()).isEqualTo("/share\n");
            }
        }
    }

    @Test
    void aTerminalOpensThere() {
        awaitRunning();
        String opened = atelier.run("compute", "terminal", "my-box").output();
        assertThat(opened).contains("/terminals/my__box_");
        String name = opened.replaceAll("(?s).*/terminals/(\\w+).*", "$1");
        assertThat(Kernel.request(atelier, "GET", "/api/terminals", "", 200).findValuesAsText("name"))
                .contains(name);
        Kernel.request(atelier, "DELETE", "/api/terminals/" + name, "", 204);
        assertThat(Kernel.request(atelier, "GET", "/api/terminals", "", 200).findValuesAsText("name"))
                .doesNotContain(name);
    }

    private static void awaitRunning() {
        await().atMost(PATIENCE).until(() -> atelier.client().instance("my-box").state() == InstanceState.RUNNING);
    }
}
