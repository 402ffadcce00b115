package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The Java kernel as a Python package: {@code pip install} in an environment with Jupyter is all that a person does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WheelTest {
    private static final Path TEST_PYTHON = Path.of(Atelier.required("ATELIER_TEST_PYTHON"), "bin/python");
    private static final String OLD_JAVA = "JAVA_VERSION=\"17.0.2\"\nMODULES=\"java.base jdk.jshell\"\n";
    private static final String RUNTIME = "JAVA_VERSION=\"25.0.1\"\nMODULES=\"java.base java.se\"\n";

    @TempDir
    static Path folder;

    private Path wheel;
    private Path environment;

    @BeforeAll
    void install() throws IOException {
        Path dist = folder.resolve("dist");
        run(
                List.of(Atelier.ROOT.resolve("atelier").toString(), "kernel", "wheel", "--output", dist.toString()),
                Map.of());
        try (Stream<Path> made = Files.list(dist)) {
            wheel = made.toList().getFirst();
        }
        // Copies: what removes the folder warns of links that lead out of it.
        environment = folder.resolve("Pythön env");
        run(
                List.of(TEST_PYTHON.toString(), "-m", "venv", "--copies", "--without-pip", environment.toString()),
                Map.of());
        // Jupyter itself comes from the tests' environment; nothing else is looked for anywhere.
        Path packages = Path.of(python(TEST_PYTHON, "import sysconfig; print(sysconfig.get_path('purelib'))"));
        Path own = Path.of(python(python(), "import sysconfig; print(sysconfig.get_path('purelib'))"));
        Files.writeString(own.resolve("jupyter.pth"), packages + "\n");
        pip("install", "--no-index", "--no-deps", wheel.toString());
    }

    private Path python() {
        return environment.resolve("bin/python");
    }

    private static String python(Path python, String code) {
        return run(List.of(python.toString(), "-c", code), Map.of()).strip();
    }

    private String pip(String... words) {
        List<String> command = new ArrayList<>(List.of(
                TEST_PYTHON.toString(), "-m", "pip", "--disable-pip-version-check", "--python", python().toString()));
        command.addAll(List.of(words));
        return run(command, Map.of());
    }

    private static String run(List<String> command, Map<String, String> variables) {
        Atelier.Result result = Atelier.execute(command, variables, folder);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }

    private Atelier.Result launcher(Map<String, String> variables, String... words) {
        List<String> command = new ArrayList<>(List.of(python().toString(), "-m", "atelier_java_kernel"));
        command.addAll(List.of(words));
        return Atelier.execute(command, variables, folder);
    }

    /** What a cell shows, on the kernel named java of that environment. */
    private String cell(String code, Map<String, String> variables) throws IOException {
        Path mine = Files.createDirectories(folder.resolve("mine"));
        // A file of the person's is not taken for Python's own.
        Files.writeString(mine.resolve("signal.py"), "raise SystemExit('the wrong signal')");
        Path notebook = Files.createTempFile(mine, "cell", ".ipynb");
        Files.writeString(notebook, """
                {"cells": [{"cell_type": "code", "id": "cell", "execution_count": null, "metadata": {}, "outputs": [],
                            "source": ["%s"]}],
                 "metadata": {"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}},
                 "nbformat": 4, "nbformat_minor": 5}
                """.formatted(code.replace("\"", "\\\"")));
        run(
                List.of(
                        python().toString(),
                        "-c",
                        "import sys; from nbclient.cli import main; sys.exit(main())",
                        "--inplace",
                        notebook.toString()),
                variables);
        return NotebookFile.read(notebook).cell("cell").shown("text/plain");
    }

    private static Map<String, String> caches(Path caches) {
        return Map.of("XDG_CACHE_HOME", caches.toString());
    }

    private static List<Path> aot(Path caches, String ending) throws IOException {
        Path kernels = caches.resolve("atelier/java-kernel");
        if (!Files.isDirectory(kernels)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(kernels)) {
            return files.filter(f -> f.getFileName().toString().endsWith(ending))
                    .toList();
        }
    }

    @Test
    void pythonFindsNoFault() {
        run(List.of(TEST_PYTHON.toString(), "-m", "zipfile", "-t", wheel.toString()), Map.of());
        assertThat(pip("check")).contains("No broken requirements");
        assertThat(pip("show", "--files", "atelier-java-kernel"))
                .contains("Name: atelier-java-kernel")
                .contains("share/jupyter/kernels/java/kernel.json");
    }

    /** Java is the process that Jupyter started: signals and exit code are its own. */
    @Test
    void aCellRunsAndJavaIsJupytersChild() throws IOException {
        Map<String, String> variables = Map.of("ATELIER_KERNEL_AOT", "no", "JDK_JAVA_OPTIONS", "-Dfrom=person");
        assertThat(cell(
                        "ProcessHandle.current().parent().flatMap(p -> p.info().commandLine()).orElse(\"\")"
                                + " + System.getProperty(\"from\")",
                        variables))
                .contains("nbclient")
                .endsWith("person");
    }

    @Test
    void theFirstStartMakesTheCacheAndTheSecondUsesIt() throws IOException {
        Path caches = folder.resolve("caches ä");
        String options = "java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().toString()";
        assertThat(cell(options, caches(caches))).contains("-XX:+UseSerialGC").doesNotContain("AOTCache");
        await().atMost(Duration.ofMinutes(3))
                .until(() ->
                        !aot(caches, ".aot").isEmpty() && aot(caches, ".lock").isEmpty());
        assertThat(aot(caches, ".failed")).isEmpty();
        assertThat(cell(options, caches(caches)))
                .contains("-XX:AOTCache=" + aot(caches, ".aot").getFirst());
    }

    @Test
    void theCacheCanBeMadeAhead() throws IOException {
        Path caches = folder.resolve("ahead");
        Atelier.Result prepared = launcher(caches(caches), "--prepare");
        assertThat(prepared.exitCode()).as(prepared.output()).isZero();
        assertThat(prepared.output())
                .contains("Java: ")
                .contains(aot(caches, ".aot").getFirst().toString());
        assertThat(aot(caches, ".lock")).isEmpty();
    }

    @Test
    void whereTheCacheCannotBeTheKernelStartsWithoutIt() throws IOException {
        Path file = Files.writeString(folder.resolve("no-folder"), "");
        assertThat(cell("1 + 1", caches(file))).isEqualTo("2");
    }

    private static Path jdk(String name, String release) throws IOException {
        Path java = Files.createDirectories(folder.resolve(name).resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexit 9\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve(name).resolve("release"), release);
        return folder.resolve(name);
    }

    /** On a computer that has only these. */
    private static Map<String, String> only(Path javaHome, Path onPath, Path usual) {
        Map<String, String> variables = new HashMap<>();
        variables.put("JAVA_HOME", javaHome.toString());
        variables.put("PATH", onPath.resolve("bin").toString());
        variables.put("ATELIER_JDK_FOLDERS", usual.toString());
        variables.put("HOME", folder.resolve("nobody").toString());
        variables.put("XDG_CACHE_HOME", folder.resolve("nobody").toString());
        return variables;
    }

    @Test
    void withoutAJavaThatIsNewEnoughItSaysSo() throws IOException {
        Path old = jdk("jdk-17", OLD_JAVA);
        Path runtime = jdk("jre-25", RUNTIME);
        Atelier.Result result = launcher(only(old, runtime, folder.resolve("none")), "-f", "connection.json");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output())
                .startsWith("The Java kernel cannot start: no JDK 25 or newer was found: JAVA_HOME (" + old
                        + ") is Java 17; the java on PATH (" + runtime + ") is a runtime without a compiler.")
                .contains("set JAVA_HOME")
                .doesNotContain("Traceback");
    }

    /** One that tells its version only when it is asked, and a folder where JDKs usually lie. */
    @Test
    void anotherJavaIsLookedFor() throws IOException {
        Path old = jdk("old", OLD_JAVA);
        Path silent = jdk("usual/silent", "");
        Files.writeString(
                silent.resolve("bin/java"),
                "#!/bin/sh\n[ \"$2\" = -version ] && echo '    java.specification.version = 26' >&2 && exit\nexit 9\n");
        Atelier.Result result = launcher(only(old, old, folder.resolve("usual")), "--prepare");
        assertThat(result.output())
                .contains("Java: " + silent.resolve("bin/java"))
                .contains("No cache could be made", "ended with 9");
        assertThat(result.exitCode()).isEqualTo(1);
    }
}
