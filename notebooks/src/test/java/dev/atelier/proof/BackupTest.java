package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The state goes into one file while all runs, and comes back under what runs on meanwhile. */
class BackupTest {
    private Atelier atelier;

    @BeforeEach
    void start() {
        atelier = Atelier.up();
    }

    @AfterEach
    void stop() {
        atelier.close();
    }

    @Test
    void kernelsRunOnUnderTheStateThatCameBack() {
        create("box");
        Kernel kernel = Kernel.open(atelier, "box.python3", "kept.ipynb");
        assertThat(kernel.run("x = 1").failed()).isFalse();
        Path file = atelier.share().resolve("state.zip");
        String token = atelier.token();
        assertOutput(0, "Wrote " + file, "backup", file.toString());

        create("later");
        assertOutput(1, "Another gateway runs", "restore", file.toString(), "--yes");
        assertOutput(0, "Kernels and jobs run on", "down");
        assertOutput(1, "restore " + file + " --yes", "restore", file.toString());
        assertOutput(0, "What was there before lies in " + atelier.home(), "restore", file.toString(), "--yes");

        atelier.start();
        assertThat(atelier.token()).isEqualTo(token);
        assertThat(atelier.client().instances()).extracting(Instance::name).containsExactly("local", "box");
        kernel.connect();
        assertThat(kernel.run("print(x)").stdout()).isEqualTo("1\n");
        create("later"); // whatever it left: its agent is found again, and ends with it
    }

    private void create(String name) {
        atelier.client().create(name, InstanceSpec.defaults().withProvider(Optional.of("local")));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> atelier.client().instance(name).state() == InstanceState.RUNNING);
    }

    private void assertOutput(int exitCode, String words, String... command) {
        Atelier.Result result = atelier.run(command);
        assertThat(result.output()).contains(words);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }
}
