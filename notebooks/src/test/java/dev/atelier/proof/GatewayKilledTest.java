package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Job;
import dev.atelier.api.JobSpec;
import dev.atelier.api.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gateway is killed with -9 in the middle of the work; nothing is lost. */
class GatewayKilledTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void kernelsKeepTheirVariablesAndJobsTheirEnd() throws IOException {
        kernelsKeepTheirVariablesAndJobsTheirEndOn("local");
    }

    @Test
    @Tag("docker")
    void kernelsKeepTheirVariablesAndJobsTheirEndInContainers() throws IOException {
        kernelsKeepTheirVariablesAndJobsTheirEndOn("docker");
    }

    private void kernelsKeepTheirVariablesAndJobsTheirEndOn(String provider) throws IOException {
        atelier.client().create("box1", InstanceSpec.defaults().withProvider(Optional.of(provider)));
        awaitState("box1", InstanceState.RUNNING);
        Files.writeString(atelier.share().resolve("slow.py"), """
                import pathlib, time
                print("begins")
                while not pathlib.Path("go-on").exists():
                    time.sleep(0.05)
                print("ends")
                """);
        Kernel kernel = Kernel.open(atelier, "box1.python3", "kept.ipynb");
        assertThat(kernel.run("x = 1").failed()).isFalse();
        Job job = atelier.client().submit(script("box1", "slow.py"));
        await().atMost(PATIENCE).until(() -> atelier.client().log(job.name()).contains("begins"));
        String running = kernel.send("import time\nfor i in range(40):\n    print(i, flush=True); time.sleep(0.05)");
        String before = kernel.awaitText(running);

        atelier.kill();
        atelier.start();
        awaitState("box1", InstanceState.RUNNING);
        kernel.connect();

        Kernel.Outcome outcome = kernel.await(running);
        assertThat(outcome.failed()).isFalse();
        assertThat((before + outcome.stdout()).lines().distinct())
                .containsExactlyElementsOf(
                        IntStream.range(0, 40).mapToObj(String::valueOf).toList());
        assertThat(kernel.run("print(x)").stdout()).isEqualTo("1\n");
        await().atMost(PATIENCE).until(() -> atelier.client().job(job.name()).state() == JobState.RUNNING);
        Files.createFile(atelier.share().resolve("go-on"));
        await().atMost(PATIENCE)
                .until(() -> atelier.client().job(job.name()).state().ended());
        Job ended = atelier.client().job(job.name());
        assertThat(ended.state()).isEqualTo(JobState.COMPLETED);
        assertThat(ended.exitCode()).contains(0);
        assertThat(Files.readString(atelier.share().resolve(ended.log()))).isEqualTo("begins\nends\n");
        kernel.close();
        assertThat(atelier.run("compute", "delete", "box1", "--yes").exitCode()).isZero();
    }

    private void awaitState(String instance, InstanceState state) {
        await().atMost(PATIENCE).until(() -> atelier.client().instance(instance).state() == state);
    }

    private static JobSpec script(String compute, String script) {
        return new JobSpec(
                compute,
                Optional.empty(),
                Optional.of(script),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                "",
                Map.of());
    }
}
