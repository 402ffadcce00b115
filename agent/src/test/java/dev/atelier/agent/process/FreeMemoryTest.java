package dev.atelier.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {
    @TempDir
    private Path root;

    @BeforeEach
    void computer() throws IOException {
        write("meminfo", "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    600 kB\n");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    private double free() {
        return new FreeMemory(root.resolve("meminfo"), root.resolve("cgroup")).free();
    }

    @Test
    void withoutAGroupItIsTheComputers() {
        assertThat(free()).isEqualTo(0.6, within(0.001));
    }

    @Test
    void aGroupsCacheCountsAsFree() throws IOException {
        write("cgroup/memory.max", "102400\n");
        write("cgroup/memory.current", "92160\n");
        write("cgroup/memory.stat", "anon 1\ninactive_file 20480\nactive_file 5\n");
        assertThat(free()).isEqualTo(0.3, within(0.001));
        write("cgroup/memory.max", "max\n");
        assertThat(free()).isEqualTo(0.6, within(0.001));
    }

    @Test
    void soItIsInAGroupOfTheFirstVersion() throws IOException {
        write("cgroup/memory/memory.limit_in_bytes", "102400\n");
        write("cgroup/memory/memory.usage_in_bytes", "92160\n");
        write("cgroup/memory/memory.stat", "inactive_file 0\ntotal_inactive_file 0\n");
        assertThat(free()).isEqualTo(0.1, within(0.001));
        write("cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(free()).isEqualTo(0.6, within(0.001));
    }

    @Test
    void whereNothingTellsAllIsFree() throws IOException {
        Files.delete(root.resolve("meminfo"));
        assertThat(free()).isEqualTo(1);
    }
}
