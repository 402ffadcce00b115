package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java kernel without Atelier's gateway: installed with the README's words, run by {@code jupyter execute}. */
class StockJupyterTest {

    @Test
    void runsANotebook(@TempDir Path folder) throws IOException {
        Path python = Path.of(Atelier.required("ATELIER_TEST_PYTHON"));
        Path prefix = folder.resolve("Jüpyter für alle");
        Atelier.Result installed = Atelier.execute(
                List.of(Atelier.ROOT.resolve("atelier").toString(), "kernel", "install", "--prefix", prefix.toString()),
                Map.of(),
                folder);
        assertThat(installed.exitCode()).as(installed.output()).isZero();
        // It goes on working when the clone that it came from is built anew, or removed.
        Path kernelspec = prefix.resolve("share/jupyter/kernels/java");
        assertThat(Files.readString(kernelspec.resolve("kernel.json")))
                .contains(kernelspec.toString())
                .doesNotContain(Atelier.ROOT.toString());
        Path notebook = folder.resolve("sum.ipynb");
        Files.writeString(notebook, """
                {"cells": [{"cell_type": "code", "id": "sum", "execution_count": null, "metadata": {}, "outputs": [],
                            "source": ["java.util.stream.IntStream.rangeClosed(1, 100).sum()"]}],
                 "metadata": {"kernelspec": {"name": "java", "display_name": "Java", "language": "java"}},
                 "nbformat": 4, "nbformat_minor": 5}
                """);
        Atelier.Result executed = Atelier.execute(
                List.of(python.resolve("bin/jupyter").toString(), "execute", "--inplace", notebook.toString()),
                Map.of("JUPYTER_PATH", prefix.resolve("share/jupyter").toString()),
                folder);
        assertThat(executed.exitCode()).as(executed.output()).isZero();
        assertThat(Files.readString(notebook)).contains("5050");
    }
}
