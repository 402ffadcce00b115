package dev.atelier.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LiveProcessTest {
    @Test
    void findsWhatRuns() throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        try {
            assertThat(LiveProcess.find(process.pid())).hasValue(process.toHandle());
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertThat(LiveProcess.find(process.pid())).isEmpty();
    }

    /** Its parent is a program that never asks how its children ended. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void oneThatHasEndedDoesNotRunWhoeverMissedIt() throws Exception {
        Process parent = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; exec sleep 600").start();
        try (var out = new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            long child = Long.parseLong(out.readLine());
            ProcessHandle handle = LiveProcess.find(child).orElseThrow();
            handle.destroyForcibly();
            Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
            while (LiveProcess.find(child).isPresent() && Instant.now().isBefore(deadline)) {
                Thread.sleep(10);
            }
            assertThat(LiveProcess.find(child)).isEmpty();
            assertThat(handle.isAlive()).as("what Java says").isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }
}
