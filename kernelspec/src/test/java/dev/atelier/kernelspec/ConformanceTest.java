package dev.atelier.kernelspec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.kernel.message.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jupyter's own suite for kernels, the newest there is, on this kernel as Jupyter starts it. */
@Timeout(300)
class ConformanceTest {
    private static final String PYTHON = "ATELIER_TEST_PYTHON";

    /** A new version of the suite that has another test is to be looked at. */
    private static final List<String> TESTS = List.of(
            "test_clear_output",
            "test_completion",
            "test_display_data",
            "test_error",
            "test_execute_result",
            "test_execute_stderr",
            "test_execute_stdout",
            "test_history",
            "test_inspect",
            "test_is_complete",
            "test_kernel_info",
            "test_pager",
            "test_recv_iopub_welcome_msg");

    @TempDir
    Path folder;

    @Test
    void everyTestOfJupytersSuitePassesAndNoneIsSkipped() throws Exception {
        writeKernelspec();
        JsonNode result = run();
        assertThat(texts(result, "failed")).isEmpty();
        assertThat(texts(result, "skipped")).isEmpty();
        assertThat(texts(result, "unset")).isEmpty();
        assertThat(texts(result, "passed")).containsExactlyInAnyOrderElementsOf(TESTS);
    }

    private static List<String> texts(JsonNode result, String key) {
        List<String> texts = new ArrayList<>();
        result.path(key).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private void writeKernelspec() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ObjectNode spec = Json.object().put("display_name", "Java").put("language", "java");
        spec.put("interrupt_mode", "message");
        spec.set("argv", Json.strings(new Launch(java, jar(), List.of()).kernel(Optional.empty())));
        Path kernel = Files.createDirectories(folder.resolve("jupyter/kernels/java"));
        Files.write(kernel.resolve("kernel.json"), Json.bytes(spec));
    }

    /** In the place of the one that is packaged after the tests. */
    private Path jar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" ")));
        attributes.putValue(
                "Add-Exports",
                "jdk.compiler/com.sun.tools.javac.api jdk.compiler/com.sun.tools.javac.code"
                        + " jdk.compiler/com.sun.tools.javac.util");
        attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
        Path jar = folder.resolve("kernel.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        }
        return jar;
    }

    private JsonNode run() throws IOException, InterruptedException {
        Path script = folder.resolve("conformance.py");
        try (InputStream in = ConformanceTest.class.getResourceAsStream("conformance.py")) {
            Files.copy(in, script);
        }
        Path log = folder.resolve("log");
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(
                        python().resolve("bin/python").toString(), script.toString())
                .redirectError(log.toFile())
                .redirectOutput(out.toFile());
        builder.environment().put("JUPYTER_PATH", folder.resolve("jupyter").toString());
        builder.environment().put("XDG_DATA_HOME", folder.resolve("data").toString());
        builder.environment().put("JUPYTER_PLATFORM_DIRS", "1");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(240, TimeUnit.SECONDS))
                    .as(() -> read(log))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(() -> read(log)).isZero();
        return Json.parse(Files.readAllBytes(out));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Path python() {
        return Optional.ofNullable(System.getenv(PYTHON))
                .map(Path::of)
                .orElseThrow(() -> new AssertionError("Set " + PYTHON
                        + " to the prefix of a Python environment with jupyter_kernel_test (PREFIX/bin/python), or run the"
                        + " tests with ./atelier test, which makes one."));
    }
}
