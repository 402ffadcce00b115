package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Event;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cell that ends its own kernel is told how, and whoever waits for it goes on. */
class KernelDeathTest {
    private static Atelier atelier;

    @BeforeAll
    static void start() {
        atelier = Atelier.up();
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void theCellSaysTheExitCodeAndTheNextOneRuns() {
        try (Kernel kernel = Kernel.open(atelier, "python3", "exit.ipynb")) {
            Kernel.Outcome outcome = kernel.run("import os; os._exit(3)");

            assertThat(outcome.failed()).isTrue();
            assertThat(outcome.error()).startsWith("KernelDied: The kernel ended with exit code 3 after ");
            assertThat(errors(outcome)).hasSize(1);
            assertThat(kernel.run("print(6 * 7)").stdout()).isEqualTo("42\n");
            JsonNode death = Kernel.request(atelier, "GET", "/api/kernels/" + kernel.id(), "", 200)
                    .path("last_death");
            assertThat(death.path("exit_code").asInt()).isEqualTo(3);
            assertThat(death.path("oom").asBoolean(true)).isFalse();
            await().untilAsserted(() -> assertThat(atelier.events())
                    .filteredOn(event ->
                            event.kind().equals("kernel") && event.subject().equals(kernel.id()))
                    .singleElement()
                    .satisfies(event -> assertThat(event.state()).isEqualTo("Died"))
                    .extracting(Event::detail)
                    .asString()
                    .contains("exit code 3"));
        }
    }

    @Test
    void theCellSaysTheSignal() {
        try (Kernel kernel = Kernel.open(atelier, "python3", "signal.ipynb")) {
            Kernel.Outcome outcome = kernel.run("import os; os.kill(os.getpid(), 11)");
            assertThat(outcome.error()).startsWith("KernelDied: The kernel was ended by signal 11 (SIGSEGV) after ");
            Kernel.Outcome killed = kernel.run("import os; os.kill(os.getpid(), 9)");
            assertThat(killed.error()).contains("SIGKILL").contains("nothing for lack of memory");
        }
    }

    @Test
    void aJavaCellIsAnsweredToo() {
        try (Kernel kernel = Kernel.open(atelier, "java", "halt.ipynb")) {
            Kernel.Outcome outcome = kernel.run("Runtime.getRuntime().halt(4)");
            assertThat(outcome.error()).startsWith("KernelDied: The kernel ended with exit code 4 after ");
            assertThat(kernel.run("6 * 7").shown()).isEqualTo("42");
        }
    }

    @Test
    void aCellWhoseInstanceIsStoppedEndsWithThat() {
        assertThat(atelier.run("compute", "create", "box1").output()).contains("Running");
        Kernel.awaitSpec(atelier, "box1.python3");
        try (Kernel kernel = Kernel.open(atelier, "box1.python3", "stopped.ipynb")) {
            String cell = kernel.send("print('on', flush=True)\nwhile True: pass");
            kernel.awaitText(cell);
            atelier.client().stop("box1");
            assertThat(kernel.await(cell).error())
                    .startsWith("KernelDied: The kernel was ended with its instance")
                    .contains("compute start");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> atelier.client().instance("box1").state() == InstanceState.STOPPED);
            Kernel.request(atelier, "POST", "/api/kernels/" + kernel.id() + "/restart", "", 200);
        }
    }

    /** Where it used to wait for its whole timeout, which is none by default. */
    @Test
    void nbclientEndsAtThatCell(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("in.ipynb"), """
                {"cells": [%s, %s], "nbformat": 4, "nbformat_minor": 5,
                 "metadata": {"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}}}
                """.formatted(
                        cell("a", "import os; os._exit(3)"), cell("b", "print('the', 'next one')")));
        Atelier.Result strict = nbconvert(folder, "strict");
        assertThat(strict.exitCode()).isPositive();
        assertThat(strict.output()).contains("KernelDied").contains("exit code 3");
        assertThat(folder.resolve("strict.ipynb")).doesNotExist();

        Atelier.Result lenient = nbconvert(folder, "lenient", "--allow-errors");
        assertThat(lenient.exitCode()).as(lenient.output()).isZero();
        assertThat(Files.readString(folder.resolve("lenient.ipynb")))
                .contains("KernelDied")
                .contains("the next one\\n");
    }

    private static Atelier.Result nbconvert(Path folder, String output, String... words) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Atelier.required("ATELIER_TEST_PYTHON") + "/bin/python",
                "-m",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                "--ExecutePreprocessor.kernel_manager_class=jupyter_server.gateway.managers.GatewayKernelManager",
                "--output",
                output,
                "in.ipynb"));
        command.addAll(List.of(words));
        return Atelier.execute(
                command,
                Map.of(
                        "JUPYTER_GATEWAY_URL", atelier.url() + "/t/" + atelier.token(),
                        "JUPYTER_CONFIG_DIR", folder.resolve("config").toString(),
                        "JUPYTER_DATA_DIR", folder.resolve("data").toString(),
                        "IPYTHONDIR", folder.resolve("ipython").toString()),
                folder);
    }

    private static String cell(String id, String source) {
        return """
                {"cell_type": "code", "id": "%s", "execution_count": null, "metadata": {}, "outputs": [], "source": %s}
                """.formatted(id, Json.write(source));
    }

    @Test
    @Tag("docker")
    void inAContainerItSaysThatTheMemoryIsUsedUp(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("atelier.yml"), """
                sizes:
                  - name: small
                    cpus: 1
                    memory: 512MiB
                """);
        try (Atelier own = Atelier.up("--default-provider", "docker", "--config", file.toString())) {
            assertThat(own.run("compute", "create", "small1", "--size", "small").output())
                    .contains("Running");
            try (Kernel kernel = Kernel.open(own, "small1.python3", "memory.ipynb")) {
                Kernel.Outcome outcome = kernel.run("""
                        import time
                        held = []
                        while True:
                            held.append(bytearray(8 << 20)); time.sleep(0.05)
                        """);
                assertThat(outcome.error())
                        .startsWith("KernelDied: The kernel was ended by the system")
                        .contains("the instance ran out of memory: the limit is 512 MiB")
                        .contains("--size");
                assertThat(Kernel.request(own, "GET", "/api/kernels/" + kernel.id(), "", 200)
                                .path("last_death")
                                .path("oom")
                                .asBoolean())
                        .isTrue();
                assertThat(kernel.run("print(6 * 7)").stdout()).isEqualTo("42\n");
            }
            own.run("compute", "delete", "small1", "--yes");
        }
    }

    private static List<JsonNode> errors(Kernel.Outcome outcome) {
        return outcome.outputs().stream()
                .filter(message -> message.path("msg_type").asText().equals("error"))
                .toList();
    }
}
