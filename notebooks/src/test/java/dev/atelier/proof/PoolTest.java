package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Size;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instances that are kept ready, through the front door. */
@OnEngine
class PoolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void aCreateTakesOverWhatIsReady() throws IOException {
        try (Atelier atelier = Atelier.up("--default-provider", "docker")) {
            String size = atelier.client().sizes().stream()
                    .filter(s -> s.provider().equals("docker"))
                    .findFirst()
                    .map(Size::name)
                    .orElseThrow();
            assertThat(atelier.run("compute", "size", size, "--pool", "1").output())
                    .contains("0 of 1 ready");
            await().atMost(PATIENCE)
                    .until(() -> atelier.run("compute", "sizes").output().contains("1 of 1 ready"));
            List<String> waiting = containers(atelier);
            assertThat(waiting).hasSize(1);

            assertThat(atelier.run("compute", "create", "gpu1").output()).contains("✔ gpu1  Running");
            assertThat(containers(atelier)).containsAll(waiting);
            try (Kernel kernel = Kernel.open(atelier, "gpu1.python3", "first.ipynb")) {
                Kernel.Outcome first = kernel.run("import os\nprint(os.environ['ATELIER_INSTANCE'], os.getcwd())");
                assertThat(first.stdout()).isEqualTo("gpu1 /share\n");
                assertThat(first.reply().at("/content/execution_count").asInt()).isEqualTo(1);
            }
            try (Kernel kernel = Kernel.open(atelier, "gpu1.java", "first-java.ipynb")) {
                assertThat(kernel.run("%compute list").outputs().toString()).contains("gpu1");
            }
            assertThat(atelier.run("compute", "restart", "gpu1").exitCode()).isZero();
            assertThat(containers(atelier)).containsAll(waiting);

            assertThat(atelier.run("compute", "delete", "gpu1", "--yes").exitCode())
                    .isZero();
            assertThat(containers(atelier)).doesNotContainAnyElementsOf(waiting);
            await("another one")
                    .atMost(PATIENCE)
                    .until(() -> !containers(atelier).isEmpty());
            assertThat(atelier.run("down", "--all").exitCode()).isZero();
            assertThat(containers(atelier)).as("nobody is there to take it").isEmpty();
        }
    }

    @Test
    void whatCannotBeKeptReadyIsNamed() {
        try (Atelier atelier = Atelier.up()) {
            assertThat(atelier.run("compute", "size", "shared", "--pool", "1").output())
                    .contains("size “shared” can't be kept ready")
                    .contains("compute sizes");
            assertThat(atelier.run("compute", "size", "huge", "--pool", "1").output())
                    .contains("There is no size “huge”.");
            assertThat(atelier.run("compute", "size", "huge").output()).contains("There is no size “huge”.");
            assertThat(atelier.run("compute", "size", "cpu.1", "--pool", "11").output())
                    .contains("A pool holds 0 to 10 instances, not 11.");
            assertThat(atelier.run("compute", "size", "cpu.1", "--pool", "many").output())
                    .contains("many");
            assertThat(atelier.run("compute", "size", "cpu.1").exitCode()).isZero();
        }
    }

    private static List<String> containers(Atelier atelier) throws IOException {
        return Docker.run(
                        "ps",
                        "--all",
                        "--no-trunc",
                        "--quiet",
                        "--filter",
                        "label=dev.atelier.gateway=" + atelier.gatewayId())
                .lines()
                .toList();
    }
}
