package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The cells that a gateway runs for itself after its start are nobody's and leave nothing. */
class WarmUpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KERNEL = "a7e11e40-0000-4000-8000-000000000000";

    @Test
    void theKernelIsSeenByNobodyAndGoneAfterwardsAlsoWhenTheGatewayIsKilledInBetween() {
        try (Atelier atelier = Atelier.up("--warm-up")) {
            await().atMost(PATIENCE).until(() -> runs(atelier));
            assertThat(Kernel.request(atelier, "GET", "/api/kernels", "", 200)).isEmpty();
            assertThat(atelier.client().status().kernels()).isZero();
            atelier.kill();
            assertThat(runs(atelier)).isTrue();

            atelier.start();
            await().atMost(PATIENCE).until(() -> atelier.log().contains("warmed up with 300 cells"));
            assertThat(runs(atelier)).isFalse();
            assertThat(atelier.log()).doesNotContain("not warmed up");
        }
    }

    private static boolean runs(Atelier atelier) {
        return ProcessHandle.allProcesses()
                .flatMap(p -> p.info().commandLine().stream())
                .anyMatch(line ->
                        line.contains(KERNEL) && line.contains(atelier.home().toString()));
    }
}
