package dev.atelier.proof;

import static dev.atelier.proof.HaltingGateway.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.JobState;
import dev.atelier.api.Json;
import dev.atelier.api.MountSpec;
import dev.atelier.api.client.Call;
import dev.atelier.api.client.HttpTransport;
import dev.atelier.proof.HaltingGateway.Action;
import dev.atelier.proof.HaltingGateway.Request;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;

/**
 * The gateway halts at every single point of what it does for a request: before and after each commit, each change at the
 * engine or at an agent, each file. It is started again, and then what it says, what the engine has and what its history
 * tells must agree; and whoever asks again gets what was asked for, once.
 */
@OnEngine
@Tag("mount")
class KillPointsTest {
    private static final String NAME = "kill1";
    private static final InstanceSpec DOCKER = InstanceSpec.defaults().withProvider(Optional.of("docker"));

    /**
     * Points come in pairs: after one thing and before the next lies nothing that the world could see. So every second one is
     * every gap, which is what {@code ./atelier test --all} tries; otherwise it is every third gap. With 1 it is every point.
     */
    private static final int STRIDE = Integer.getInteger("atelier.kill-points.stride", 6);

    @TempDir
    private Path folder;

    private final EngineCensus census = new EngineCensus();

    private HaltingGateway gateway() throws IOException {
        return new HaltingGateway(folder, census, "--datastore-folder", folder.toString());
    }

    private Request create(HaltingGateway world) {
        return new Request(
                "create",
                () -> world.client().create(NAME, DOCKER),
                () -> world.client().instance(NAME).state() == InstanceState.RUNNING);
    }

    private Request delete(HaltingGateway world) {
        return new Request(
                "delete",
                () -> {
                    if (isThere(world)) {
                        world.client().delete(NAME);
                    }
                },
                () -> !isThere(world));
    }

    private static boolean isThere(HaltingGateway world) {
        return world.client().instances().stream().anyMatch(i -> i.name().equals(NAME));
    }

    private Request state(HaltingGateway world, String name, Action ask, InstanceState state) {
        return new Request(name, ask, () -> world.client().instance(NAME).state() == state);
    }

    @Test
    @Execution(CONCURRENT)
    void createAndDelete() throws Exception {
        try (HaltingGateway world = gateway()) {
            world.everyPoint(STRIDE, create(world), delete(world));
        }
    }

    /** What is taken over is half an instance and half a spare for a while. */
    @Test
    @Execution(CONCURRENT)
    void createFromAPool() throws Exception {
        try (HaltingGateway world = gateway()) {
            String size = world.client().sizes().stream()
                    .filter(s -> s.provider().equals("docker"))
                    .findFirst()
                    .orElseThrow()
                    .name();
            world.client().pool(size, 1);
            census.pool(1);
            boolean more = true;
            for (int n = 1; more; n += STRIDE) {
                await("a spare")
                        .atMost(PATIENCE)
                        .until(() -> world.client().sizes().stream()
                                .anyMatch(s -> s.name().equals(size) && s.ready() == 1));
                more = world.halting(n, create(world));
                world.simply(delete(world));
                world.census("deleted after a halt at " + n);
            }
            world.requireHalts(STRIDE);
            world.client().pool(size, 0);
            census.pool(0);
            world.census("without a pool");
        }
    }

    @Test
    @Execution(CONCURRENT)
    void stopAndStart() throws Exception {
        try (HaltingGateway world = gateway()) {
            world.simply(create(world));
            world.everyPoint(
                    STRIDE,
                    state(world, "stop", () -> world.client().stop(NAME), InstanceState.STOPPED),
                    state(world, "start", () -> world.client().start(NAME), InstanceState.RUNNING));
            world.simply(delete(world));
        }
    }

    @Test
    @Execution(CONCURRENT)
    void mountAndUnmount() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/there.txt"), "there");
        try (HaltingGateway world = gateway()) {
            world.simply(create(world));
            world.client()
                    .createDatastore(
                            "data",
                            new DatastoreSpec.Local(folder.resolve("data").toString()));
            world.everyPoint(
                    STRIDE,
                    new Request(
                            "mount",
                            () -> world.client().mount(NAME, "data", new MountSpec("data", false)),
                            () -> seen(world).contains("there.txt")
                                    && world.client().mounts().stream()
                                            .anyMatch(m -> m.state().toString().equals("Mounted"))),
                    new Request(
                            "unmount",
                            () -> {
                                if (!world.client().mounts().isEmpty()) {
                                    world.client().unmount(NAME, "data");
                                }
                            },
                            () -> !seen(world).contains("data")
                                    && world.client().mounts().isEmpty()));
            world.simply(delete(world));
        }
    }

    private static String seen(HaltingGateway world) {
        return Docker.run("exec", world.atelier().container(NAME), "ls", "-R", "/mnt/atelier");
    }

    /** Each job writes a line; the canceled ones would write for ten minutes. */
    @Test
    @Execution(CONCURRENT)
    void submitAndCancel() throws Exception {
        try (HaltingGateway world = gateway()) {
            world.simply(create(world));
            Files.writeString(world.atelier().share().resolve("once.sh"), "echo ran >>ran-$1.txt");
            Files.writeString(world.atelier().share().resolve("long.sh"), "echo ran >>ran-$1.txt; exec sleep 600");
            boolean more = true;
            for (int n = 1; more; n += STRIDE) {
                String quick = "quick" + n;
                String slow = "slow" + n;
                more = world.halting(n, submit(world, "once.sh", quick, JobState.COMPLETED));
                world.simply(submit(world, "long.sh", slow, JobState.RUNNING));
                more |= world.halting(
                        n,
                        new Request(
                                "cancel",
                                () -> world.client().cancel(slow),
                                () -> world.client().job(slow).state() == JobState.CANCELED));
                for (String job : List.of(quick, slow)) {
                    assertThat(world.atelier().share().resolve("ran-" + job + ".txt"))
                            .hasContent("ran\n");
                    assertThat(world.client().jobs().stream()
                                    .filter(j -> j.name().equals(job)))
                            .hasSize(1);
                }
                assertThat(Docker.run("exec", world.atelier().container(NAME), "ps", "-A", "-o", "args"))
                        .doesNotContain("sleep 600");
            }
            try (var jobs = Files.list(world.atelier().share().resolve("jobs"))) {
                assertThat(jobs.map(j -> j.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(world.client().jobs().stream()
                                .map(j -> j.name())
                                .toList());
            }
            world.requireHalts(STRIDE);
            world.simply(delete(world));
        }
    }

    private static Request submit(HaltingGateway world, String script, String job, JobState done) {
        String body = Json.write(Map.of("compute", NAME, "name", job, "script", script, "arguments", List.of(job)));
        Call call = new Call("POST", "/atelier/v1/jobs", Map.of("Idempotency-Key", job), body);
        return new Request(
                "submit",
                () -> {
                    try {
                        var transport = new HttpTransport(
                                URI.create(world.atelier().url()),
                                world.atelier().token());
                        assertThat(transport.send(call).status()).isEqualTo(201);
                    } catch (IOException | IllegalStateException e) {
                        await(e.toString())
                                .atMost(PATIENCE)
                                .until(() -> !world.atelier().lives());
                    }
                },
                () -> world.client().job(job).state() == done);
    }
}
