package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Notebooks that a program runs: papermill and {@code jupyter nbconvert --execute}, with Jupyter's own
 * {@code GatewayKernelManager}, which sends a token nowhere but in the address that it was given. It starts {@code python3}
 * whatever the notebook asks for; {@code papermill/gateway_kernels.py} has what it takes to name another kernel.
 */
class PapermillTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path MODULES =
            Atelier.ROOT.resolve("notebooks/src/test/resources/dev/atelier/proof/papermill");
    private static final String MANAGER = "--ExecutePreprocessor.kernel_manager_class=";
    private static final String JUPYTERS = MANAGER + "jupyter_server.gateway.managers.GatewayKernelManager";
    private static final String REMOTE = MANAGER + "gateway_kernels.RemoteKernelManager";
    private static final String PARAMETERS = """
            {"cell_type": "code", "id": "p", "execution_count": null, "metadata": {"tags": ["parameters"]}, "outputs": [],
             "source": ["times = 1\\n", "word = 'none'"]}""";

    private static Atelier atelier;

    @TempDir
    private static Path plugin;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        atelier = Atelier.up();
        // papermill finds engines by the entry points of installed packages.
        for (String module : List.of("gateway_kernels.py", "gateway_engine.py")) {
            Files.copy(MODULES.resolve(module), plugin.resolve(module));
        }
        Path installed = Files.createDirectory(plugin.resolve("gateway_engine-1.dist-info"));
        Files.writeString(installed.resolve("METADATA"), "Metadata-Version: 2.1\nName: gateway-engine\nVersion: 1\n");
        Files.writeString(
                installed.resolve("entry_points.txt"), "[papermill.engine]\ngateway = gateway_engine:GatewayEngine\n");
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @AfterEach
    void leavesNoKernel() {
        assertThat(Kernel.request(atelier, "GET", "/api/kernels", "", 200)).isEmpty();
    }

    private static Atelier.Result jupyter(Path folder, String program, String... words) {
        List<String> command =
                new ArrayList<>(List.of(Atelier.required("ATELIER_TEST_PYTHON") + "/bin/python", "-m", program));
        command.addAll(List.of(words));
        return Atelier.execute(
                command,
                Map.of(
                        "JUPYTER_GATEWAY_URL", atelier.url() + "/t/" + atelier.token(),
                        "PYTHONPATH", plugin.toString(),
                        "JUPYTER_CONFIG_DIR", folder.resolve("config").toString(),
                        "JUPYTER_DATA_DIR", folder.resolve("data").toString(),
                        "IPYTHONDIR", folder.resolve("ipython").toString()),
                folder);
    }

    private Atelier.Result papermill(String... words) {
        List<String> all = new ArrayList<>(List.of("--engine", "gateway", "--no-progress-bar"));
        all.addAll(List.of(words));
        return jupyter(folder, "papermill", all.toArray(String[]::new));
    }

    /** A notebook of cells in nbformat's JSON. */
    private void notebook(String name, String kernel, String language, String... cells) throws IOException {
        Files.writeString(folder.resolve(name), """
                {"cells": [%s], "nbformat": 4, "nbformat_minor": 5,
                 "metadata": {"kernelspec": {"name": "%s", "display_name": "%s", "language": "%s"}}}
                """.formatted(String.join(",\n", cells), kernel, kernel, language));
    }

    private static String code(String id, String source) {
        return """
                {"cell_type": "code", "id": "%s", "execution_count": null, "metadata": {}, "outputs": [], "source": %s}
                """.formatted(id, Json.write(source));
    }

    /** What all cells of an executed notebook showed. */
    private String shown(String name) throws IOException {
        JsonNode notebook = Json.read(Files.readString(folder.resolve(name)), JsonNode.class);
        return StreamSupport.stream(notebook.path("cells").spliterator(), false)
                .flatMap(cell -> StreamSupport.stream(cell.path("outputs").spliterator(), false))
                .map(output -> text(output.path("text"))
                        + text(output.path("data").path("text/plain"))
                        + output.path("ename").asText())
                .collect(Collectors.joining("\n"));
    }

    private static String text(JsonNode lines) {
        return lines.isTextual()
                ? lines.asText()
                : StreamSupport.stream(lines.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining());
    }

    @Test
    void papermillGivesParameters() throws IOException {
        notebook("in.ipynb", "python3", "python", PARAMETERS, code("a", """
                import os
                print(word * times, os.getcwd(), os.environ["ATELIER_INSTANCE"])
                """));
        Atelier.Result result = papermill("-p", "times", "3", "-p", "word", "ab", "in.ipynb", "out.ipynb");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(shown("out.ipynb")).contains("ababab " + atelier.share() + " local");
    }

    @Test
    void papermillRunsOnAnInstance() throws IOException {
        atelier.client().create("box1", InstanceSpec.defaults());
        await().atMost(PATIENCE).until(() -> atelier.client().instance("box1").state() == InstanceState.RUNNING);
        Kernel.awaitSpec(atelier, "box1.python3");
        notebook("in.ipynb", "python3", "python", PARAMETERS, code("a", """
                import os
                print(times, os.environ["ATELIER_INSTANCE"])
                """));
        Atelier.Result result = papermill("-k", "box1.python3", "-p", "times", "7", "in.ipynb", "out.ipynb");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(shown("out.ipynb")).contains("7 box1");
    }

    @Test
    void papermillRunsJava() throws IOException {
        notebook(
                "in.ipynb",
                "java",
                "java",
                code("a", "int sum = java.util.stream.IntStream.rangeClosed(1, 100).sum();"),
                code("b", "System.out.println(sum);\nsum * 2"));
        Atelier.Result result = papermill("in.ipynb", "out.ipynb");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(shown("out.ipynb")).contains("5050").contains("10100");
    }

    /** The error is in the notebook and on the terminal, and what follows did not run. */
    @Test
    void papermillStopsAtAnError() throws IOException {
        notebook("in.ipynb", "python3", "python", code("a", "1 / 0"), code("b", "print('never')"));
        Atelier.Result result = papermill("in.ipynb", "out.ipynb");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("ZeroDivisionError");
        assertThat(shown("out.ipynb")).contains("ZeroDivisionError").doesNotContain("never");
    }

    @Test
    void papermillEndsACellThatTakesTooLong() throws IOException {
        notebook("in.ipynb", "python3", "python", code("a", "import time\nprint('begun')\ntime.sleep(600)"));
        Atelier.Result result = papermill("--execution-timeout", "2", "in.ipynb", "out.ipynb");
        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("Timeout");
        assertThat(shown("out.ipynb")).contains("begun");
    }

    @Test
    void nbconvertExecutes() throws IOException {
        notebook(
                "in.ipynb",
                "python3",
                "python",
                code("a", """
                from IPython.display import display, HTML, update_display
                handle = display(HTML("<b>old</b>"), display_id=True)
                handle.update(HTML("<b>bold</b>"))
                6 * 7"""),
                code("b", "raise ValueError('shown')"),
                code("c", "print('after it')"));
        Atelier.Result result =
                jupyter(folder, "nbconvert", "--to", "html", "--execute", "--allow-errors", JUPYTERS, "in.ipynb");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(Files.readString(folder.resolve("in.html")))
                .contains("<b>bold</b>", "<pre>42</pre>", "shown", "after it")
                .doesNotContain("<b>old</b>");
    }

    @Test
    void nbconvertExecutesJava() throws IOException {
        notebook("in.ipynb", "java", "java", code("a", "record Point(int x, int y) {}\nnew Point(1, 2)"));
        Atelier.Result result =
                jupyter(folder, "nbconvert", "--to", "notebook", "--inplace", "--execute", REMOTE, "in.ipynb");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(shown("in.ipynb")).contains("Point[x=1, y=2]");
    }
}
