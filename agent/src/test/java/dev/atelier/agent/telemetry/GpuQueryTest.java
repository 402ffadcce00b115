package dev.atelier.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.GpuUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuQueryTest {

    @Test
    void readsEachLine() {
        assertThat(GpuQuery.parse("0, GPU-a, 100, 25, 50, 40, 99.5, A\n1, GPU-b, 200, 0, 0, 41, 10, B\n"))
                .extracting(GpuUsage::uuid)
                .containsExactly("GPU-a", "GPU-b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "No devices were found",
                "0, GPU-a",
                "x, GPU-a, 1, 2, 3, 4, 5, A",
                "-1, GPU-a, 1, 2, 3, 4, 5, A",
                "99999999999, GPU-a, 1, 2, 3, 4, 5, A"
            })
    void takesNothingElseForOne(String text) {
        assertThat(GpuQuery.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[N/A]", "-5", "1e9", "NaN", "9999999999999999999999"})
    void whatIsNoNumberIsLeftOut(String cell) {
        GpuUsage gpu = GpuQuery.parse("0, GPU-a, " + cell + ", 2, 3, " + cell + ", 5, A")
                .getFirst();
        assertThat(gpu.memoryBytes()).isEmpty();
        assertThat(gpu.temperature()).isEmpty();
        assertThat(gpu.memoryUsedBytes()).contains(2L << 20);
    }

    @Test
    void thereAreAtMost64() {
        assertThat(GpuQuery.parse("0, GPU-a, 1, 2, 3, 4, 5, A\n".repeat(100))).hasSize(64);
    }
}
