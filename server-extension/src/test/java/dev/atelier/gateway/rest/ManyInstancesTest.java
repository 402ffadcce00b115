package dev.atelier.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.http.GateConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Two hundred instances that run, with a kernel and a job each: more than a team has. */
@Isolated("counts threads")
class ManyInstancesTest {
    private static final int MANY = 200;

    @TempDir
    private Path folder;

    private ComputeDoor door;
    private World world;

    @BeforeEach
    void begin() throws IOException {
        door = new ComputeDoor(folder, GateConfig.loopback(0));
        world = door.world;
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void areListedAtOnceAndReconciledWithoutAThreadEach() throws Exception {
        for (int i = 0; i < MANY; i++) {
            world.computes.create(World.BEN, "box-" + i, InstanceSpec.defaults());
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        world.computes.all().stream().allMatch(instance -> instance.state() == InstanceState.RUNNING));
        world.database.write(h -> {
            for (int i = 0; i < MANY; i++) {
                h.execute(
                        "INSERT INTO kernel (id, owner, compute, spec, model, wish, fate)"
                                + " VALUES (?, 'ben', ?, 'python3', '', '{}', 'LIVE')",
                        "kernel-" + i,
                        "box-" + i);
                h.execute(
                        "INSERT INTO job (name, owner, compute, command, folder, environment, log, state, created)"
                                + " VALUES (?, 'ben', ?, '[]', '', '{}', 'log', 'RUNNING', '2026-01-01T00:00:00.000000Z')",
                        "job-" + i,
                        "box-" + i);
            }
            return true;
        });
        long[] took = new long[50];
        for (int i = 0; i < took.length; i++) {
            // Something is written in between, as it is where so many run.
            world.database.write(h -> h.execute("UPDATE kernel SET model = '{}' WHERE id = 'kernel-1'"));
            long began = System.nanoTime();
            JsonNode all = list();
            took[i] = System.nanoTime() - began;
            assertThat(all).hasSize(MANY);
            assertThat(all.path(7).path("kernels").asInt()).isEqualTo(1);
            assertThat(all.path(7).path("jobs").asInt()).isEqualTo(1);
        }
        Arrays.sort(took);
        Duration median = Duration.ofNanos(took[took.length / 2]);
        assertThat(median).isLessThan(Duration.ofMillis(200));

        var threads = ManagementFactory.getThreadMXBean();
        int before = threads.getThreadCount();
        threads.resetPeakThreadCount();
        world.computes.all().forEach(instance -> world.reconciler.wake(instance.name()));
        world.awaitIdle();
        assertThat(threads.getPeakThreadCount() - before).isLessThan(MANY / 4);
    }

    private JsonNode list() throws IOException, InterruptedException {
        return Json.read(door.send("ben", "GET", "/atelier/v1/computes", "").body(), JsonNode.class);
    }
}
