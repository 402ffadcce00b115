package dev.atelier.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.gateway.compute.Usages;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.identity.People;
import dev.atelier.gateway.job.JobFiles;
import dev.atelier.gateway.job.Jobs;
import dev.atelier.gateway.jupyter.Kernels;
import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred instances that run, with a kernel and a job each: more than a team has. */
class ManyInstancesTest {
    private static final int MANY = 200;

    @TempDir
    private Path folder;

    private World world;
    private Jobs jobs;
    private Gate gate;

    @BeforeEach
    void begin() throws IOException {
        world = new World(folder);
        Share share = new Share(Files.createDirectories(folder.resolve("share")));
        jobs = new Jobs(
                world.database, world.events, world.instances, world.computes, world.agents, new JobFiles(share));
        Kernels kernels = new Kernels(world.database, world.computes, world.agents);
        ComputeRoutes computes = new ComputeRoutes(
                world.computes,
                world.attachments,
                new Usages(world.computes, world.agents),
                world.idle,
                world.schedules,
                kernels,
                jobs);
        gate = new Gate(GateConfig.loopback(0), Routes.of(List.of(computes.routes())), new People(world.database));
        gate.start();
    }

    @AfterEach
    void close() {
        gate.close();
        jobs.close();
        world.close();
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
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gate.port() + "/atelier/v1/computes"))
                .header("Authorization", "token token-of-ben")
                .build();
        return Json.read(
                world.http.send(request, HttpResponse.BodyHandlers.ofString()).body(), JsonNode.class);
    }
}
