package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code first-light.ipynb}, cell by cell, on the Java kernel behind a running gateway. */
class FirstLightTest {
    private static Path data;
    private static Atelier atelier;

    @BeforeAll
    static void start() throws IOException {
        data = Files.createTempDirectory("data").toRealPath();
        Files.createDirectories(data.resolve("training"));
        Files.writeString(data.resolve("training/digits.csv"), "1,2,3\n");
        // The tutorial has to be true where containers are the default, too.
        atelier = Atelier.up("--datastore-folder", data.toString(), "--default-provider", "docker");
    }

    @AfterAll
    static void stop() {
        atelier.close();
    }

    @Test
    void everyCellRuns() throws IOException {
        assertThat(Notebook.run(atelier, "first-light.ipynb"))
                .contains("box1 is Running, size shared")
                .contains("training on box1 with " + atelier.home().resolve("instances/box1/env"))
                .contains("epoch 4: loss 0.0625")
                .contains("ended as Completed with exit code 0")
                .contains("hello from Python 3")
                .contains("digits.csv")
                .contains("1 instance left: local");
        assertThat(atelier.share().resolve("first_light.py")).exists();
        assertThat(atelier.home().resolve("instances/box1")).doesNotExist();
    }
}
