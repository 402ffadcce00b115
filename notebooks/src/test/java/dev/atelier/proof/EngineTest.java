package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceState;
import dev.atelier.api.Job;
import dev.atelier.api.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Docker engine does to its gateway: it dies, it comes back, its disk is full. */
@Tag("docker")
@Tag("root")
class EngineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private OwnEngine engine;
    private Atelier atelier;

    @BeforeEach
    void start() throws IOException {
        engine = OwnEngine.start(folder);
        try {
            atelier = Atelier.upWith(Map.of("DOCKER_HOST", engine.host()));
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    @AfterEach
    void stop() throws IOException {
        try {
            atelier.close();
        } finally {
            engine.close();
        }
    }

    @Test
    void anEngineThatDiesOrIsFullLosesNothing() throws IOException {
        assertThat(atelier.run("compute", "create", "gpu1", "--provider", "docker")
                        .output())
                .contains("✔ gpu1  Running");
        engine.docker("exec", container(), "sh", "-c", "echo kept > /var/lib/atelier/home/note");
        Files.writeString(atelier.share().resolve("long.sh"), "echo begun; exec sleep 600");
        atelier.run("compute", "submit", "long.sh", "--on", "gpu1", "--name", "night");
        await().atMost(PATIENCE).until(() -> atelier.client().log("night").contains("begun"));

        engine.kill();
        awaitState(InstanceState.UNKNOWN);
        assertThat(atelier.client().instance("gpu1").reason().orElseThrow()).contains("No Docker engine answers at");
        assertThat(atelier.run("compute", "create", "gpu2", "--provider", "docker", "--no-wait")
                        .output())
                .as("sizes are known, so the wish is taken; it waits for the engine")
                .contains("gpu2");
        engine.run();
        awaitState(InstanceState.RUNNING);
        await().atMost(PATIENCE).until(() -> atelier.client().instance("gpu2").state() == InstanceState.RUNNING);
        assertThat(engine.docker("exec", container(), "cat", "/var/lib/atelier/home/note"))
                .isEqualTo("kept");
        await().atMost(PATIENCE)
                .until(() -> atelier.client().job("night").state().ended());
        Job night = atelier.client().job("night");
        assertThat(night.state()).isEqualTo(JobState.FAILED);
        assertThat(night.reason().orElseThrow()).contains("came back");
        try (Kernel kernel = Kernel.open(atelier, "gpu1.python3", "after.ipynb")) {
            assertThat(kernel.run("print(1)").stdout()).isEqualTo("1\n");
        }

        engine.fillDisk();
        Atelier.Result full = atelier.run("compute", "create", "gpu3", "--provider", "docker");
        assertThat(full.output())
                .contains("CreateFailed")
                .contains("The Docker engine's disk is full")
                .contains("docker system df");
        assertThat(engine.docker("ps", "--all", "--quiet", "--filter", "label=dev.atelier.name=gpu3"))
                .isEmpty();
        assertThat(atelier.client().instance("gpu1").state()).isEqualTo(InstanceState.RUNNING);
        engine.emptyDisk();
        assertThat(atelier.run("compute", "start", "gpu3").output()).contains("✔ gpu3  Running");

        for (String name : new String[] {"gpu1", "gpu2", "gpu3"}) {
            assertThat(atelier.run("compute", "delete", name, "--yes").exitCode())
                    .isZero();
        }
        assertThat(engine.docker("ps", "--all", "--quiet")).isEmpty();
    }

    private String container() {
        return engine.docker(
                "ps", "--all", "--quiet", "--filter", "name=^atelier-" + atelier.gatewayId() + "-gpu1-[0-9]+$");
    }

    private void awaitState(InstanceState state) {
        await().atMost(PATIENCE).until(() -> atelier.client().instance("gpu1").state() == state);
    }
}
