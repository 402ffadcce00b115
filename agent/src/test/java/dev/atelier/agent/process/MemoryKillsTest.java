package dev.atelier.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryKillsTest {
    @TempDir
    private Path root;

    @BeforeEach
    void computer() throws IOException {
        write("proc/vmstat", "nr_free_pages 1\noom_kill 7\n");
        write("proc/self/cgroup", "4:memory:/docker/abc\n1:cpu:/\n0::/docker/abc\n");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    private MemoryKills kills() {
        return new MemoryKills(root.resolve("proc"), root.resolve("cgroup"));
    }

    @Test
    void withoutAGroupItIsTheComputers() {
        assertThat(kills().count()).contains(7L);
    }

    /** A container sees its own group where the computer has the root. */
    @Test
    void inAContainerItIsTheContainers() throws IOException {
        write("cgroup/memory.events", "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n");
        assertThat(kills().count()).contains(2L);
    }

    @Test
    void theOwnGroupComesBeforeTheRoot() throws IOException {
        write("cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
        assertThat(kills().count()).contains(5L);
        write("cgroup/memory/docker/abc/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        assertThat(kills().count()).contains(1L);
    }

    @Test
    void whereNothingTellsThereIsNone() throws IOException {
        write("proc/vmstat", "nr_free_pages 1\noom_kill many\n");
        assertThat(kills().count()).isEmpty();
    }
}
