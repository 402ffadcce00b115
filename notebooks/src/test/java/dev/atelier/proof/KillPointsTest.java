package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.JobState;
import dev.atelier.api.Json;
import dev.atelier.api.MountSpec;
import dev.atelier.api.ProblemException;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.api.client.Call;
import dev.atelier.api.client.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "kill1";
    private static final InstanceSpec DOCKER = InstanceSpec.defaults().withProvider(Optional.of("docker"));

    /**
     * Points come in pairs: after one thing and before the next lies nothing that the world could see. So every second one is
     * every gap, which is what {@code ./atelier test --all} tries; otherwise it is every third gap. With 1 it is every point.
     */
    private static final int STRIDE = Integer.getInteger("atelier.kill-points.stride", 6);

    /** Fewer would mean that the points are not where the work is. */
    private static final int FEWEST = 10 / STRIDE;

    @TempDir
    private Path folder;

    private interface Action {
        void run() throws IOException, InterruptedException;
    }

    /** A request, and how to see that it is done. */
    private record Request(String name, Action ask, BooleanSupplier done) {}

    /** A gateway that halts, and the census of its world. */
    private final class World implements AutoCloseable {
        private final KillPoints points;
        private final Atelier atelier;
        private int killed;
        /** How many instances are kept ready besides. */
        private int pool;

        World() throws IOException {
            points = new KillPoints(folder.toRealPath().resolve("points"));
            atelier = Atelier.upWith(
                    Map.of("ATELIER_JAVA_OPTS", points.javaOptions()), "--datastore-folder", folder.toString());
        }

        AtelierClient client() {
            return atelier.client();
        }

        /**
         * Asks, with the gateway halting at the {@code n}-th point.
         *
         * @return whether there was an {@code n}-th point
         */
        boolean halting(int n, Request request) throws IOException, InterruptedException {
            points.arm(n);
            try {
                ask(request);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> !atelier.lives() || isDone(request));
                if (atelier.lives()) {
                    Thread.sleep(200); // what it does after the state is told
                }
            } finally {
                points.disarm();
                Thread.sleep(100); // for one that it is about to reach
            }
            if (points.passed().size() >= n) {
                await().atMost(PATIENCE).until(() -> !atelier.lives());
            }
            if (atelier.lives()) {
                return false;
            }
            assertThat(points.passed())
                    .as(() -> request.name() + ": it ended by itself: " + atelier.log())
                    .hasSize(n);
            killed++;
            String where = request.name() + " halted at " + points.passed().getLast();
            atelier.start();
            census(where);
            ask(request);
            awaitDone(where, request);
            census(where + ", asked again");
            return true;
        }

        /** Without a halt. */
        void simply(Request request) throws IOException, InterruptedException {
            ask(request);
            awaitDone(request.name(), request);
        }

        private void awaitDone(String when, Request request) {
            await(when)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() ->
                            assertThat(isDone(request)).as(this::everything).isTrue());
        }

        private String everything() {
            String log = atelier.log();
            try {
                return client().instances() + " " + client().mounts() + " " + log;
            } catch (ProblemException | IllegalStateException e) {
                return e.getMessage() + " lives " + atelier.lives() + " " + log;
            }
        }

        private void ask(Request request) throws IOException, InterruptedException {
            try {
                request.ask().run();
            } catch (ProblemException e) {
                assertThat(e.problem().code()).as(e.getMessage()).isEqualTo("gateway-unreachable");
            }
        }

        private boolean isDone(Request request) {
            try {
                return request.done().getAsBoolean();
            } catch (ProblemException | IllegalStateException e) {
                return false; // it has just halted
            }
        }

        /** What the gateway says, what the engine has and what the history tells, once nothing moves any more. */
        private void census(String when) throws IOException {
            await(when)
                    .atMost(PATIENCE)
                    .until(() -> client().instances().stream()
                                    .allMatch(i -> i.state().settled())
                            && client().mounts().stream()
                                    .allMatch(m -> !m.state().toString().equals("Mounting")));
            await(when)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .untilAsserted(() -> agrees(when + " " + client().mounts()));
        }

        private void agrees(String when) throws IOException {
            Optional<InstanceState> state = client().instances().stream()
                    .filter(i -> i.name().equals(NAME))
                    .map(i -> i.state())
                    .findFirst();
            List<String> running = state.equals(Optional.of(InstanceState.RUNNING)) ? List.of("running") : List.of();
            String own = "label=dev.atelier.gateway=" + atelier.gatewayId();
            List<String> all = lines("ps", "--all", "--filter", own, "--format", "{{.Names}} {{.State}}");
            List<String> instances =
                    all.stream().filter(c -> c.matches(".*-kill1-[0-9]+ .*")).toList();
            List<String> helpers = all.stream()
                    .filter(c -> c.matches(".*-kill1-[0-9]+-mnt-.*"))
                    .toList();
            List<String> spares = all.stream()
                    .filter(c -> c.matches(".*\\.spare\\.[a-z]+ .*"))
                    .toList();
            assertThat(all).as(when).hasSize(instances.size() + helpers.size() + spares.size());
            assertThat(spares).as(when).hasSize(pool).allMatch(c -> c.endsWith(" running"));
            assertThat(instances).as(when).hasSize(state.isPresent() ? 1 : 0);
            assertThat(instances.stream()
                            .map(c -> c.substring(c.indexOf(' ') + 1))
                            .filter(s -> s.equals("running")))
                    .as(when)
                    .containsExactlyElementsOf(running);
            assertThat(helpers).as(when).hasSize((int) client().mounts().stream()
                    .filter(m -> m.state().toString().equals("Mounted"))
                    .count());
            assertThat(lines("volume", "ls", "--filter", "name=atelier-" + atelier.gatewayId(), "--quiet"))
                    .as(when)
                    .hasSize((state.isPresent() ? 1 : 0) + pool);
            assertThat(lines("network", "ls", "--filter", own, "--quiet"))
                    .as(when)
                    .hasSize((state.isPresent() ? 1 : 0) + pool);
            assertThat(Files.exists(atelier.home().resolve("instances").resolve(NAME)))
                    .as(when)
                    .isEqualTo(state.isPresent());
            assertThat(client().quota().uses().getFirst().heldBy())
                    .as(when + ": what the quotas count")
                    .isEqualTo(state.isPresent() ? List.of(NAME) : List.of());
            history(when, state);
        }

        private void history(String when, Optional<InstanceState> state) {
            List<String> told = atelier.events().stream()
                    .filter(e -> e.kind().equals("compute") && e.subject().equals(NAME))
                    .map(e -> e.state())
                    .toList();
            String last = told.isEmpty() ? "Deleted" : told.getLast();
            assertThat(last)
                    .as(when)
                    .isEqualTo(state.map(InstanceState::toString).orElse("Deleted"));
            for (int i = 1; i < told.size(); i++) {
                boolean begins = told.get(i - 1).equals("Deleted");
                assertThat(told.get(i).equals("Creating") && !told.get(i - 1).equals("Creating"))
                        .as(when + ": " + told)
                        .isEqualTo(begins);
            }
        }

        @Override
        public void close() {
            atelier.close();
        }
    }

    private static List<String> lines(String... words) {
        return Docker.run(words).lines().toList();
    }

    private Request create(World world) {
        return new Request(
                "create",
                () -> world.client().create(NAME, DOCKER),
                () -> world.client().instance(NAME).state() == InstanceState.RUNNING);
    }

    private Request delete(World world) {
        return new Request(
                "delete",
                () -> {
                    if (isThere(world)) {
                        world.client().delete(NAME);
                    }
                },
                () -> !isThere(world));
    }

    private static boolean isThere(World world) {
        return world.client().instances().stream().anyMatch(i -> i.name().equals(NAME));
    }

    private Request state(World world, String name, Action ask, InstanceState state) {
        return new Request(name, ask, () -> world.client().instance(NAME).state() == state);
    }

    @Test
    @Execution(CONCURRENT)
    void createAndDelete() throws Exception {
        try (World world = new World()) {
            everyPoint(world, create(world), delete(world));
        }
    }

    /** What is taken over is half an instance and half a spare for a while. */
    @Test
    @Execution(CONCURRENT)
    void createFromAPool() throws Exception {
        try (World world = new World()) {
            String size = world.client().sizes().stream()
                    .filter(s -> s.provider().equals("docker"))
                    .findFirst()
                    .orElseThrow()
                    .name();
            world.client().pool(size, 1);
            world.pool = 1;
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
            assertThat(world.killed).isGreaterThan(FEWEST);
            world.client().pool(size, 0);
            world.pool = 0;
            world.census("without a pool");
        }
    }

    @Test
    @Execution(CONCURRENT)
    void stopAndStart() throws Exception {
        try (World world = new World()) {
            world.simply(create(world));
            everyPoint(
                    world,
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
        try (World world = new World()) {
            world.simply(create(world));
            world.client()
                    .createDatastore(
                            "data",
                            new DatastoreSpec.Local(folder.resolve("data").toString()));
            everyPoint(
                    world,
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

    private static String seen(World world) {
        return Docker.run("exec", world.atelier.container(NAME), "ls", "-R", "/mnt/atelier");
    }

    /** Each job writes a line; the canceled ones would write for ten minutes. */
    @Test
    @Execution(CONCURRENT)
    void submitAndCancel() throws Exception {
        try (World world = new World()) {
            world.simply(create(world));
            Files.writeString(world.atelier.share().resolve("once.sh"), "echo ran >>ran-$1.txt");
            Files.writeString(world.atelier.share().resolve("long.sh"), "echo ran >>ran-$1.txt; exec sleep 600");
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
                    assertThat(world.atelier.share().resolve("ran-" + job + ".txt"))
                            .hasContent("ran\n");
                    assertThat(world.client().jobs().stream()
                                    .filter(j -> j.name().equals(job)))
                            .hasSize(1);
                }
                assertThat(Docker.run("exec", world.atelier.container(NAME), "ps", "-A", "-o", "args"))
                        .doesNotContain("sleep 600");
            }
            try (var jobs = Files.list(world.atelier.share().resolve("jobs"))) {
                assertThat(jobs.map(j -> j.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(world.client().jobs().stream()
                                .map(j -> j.name())
                                .toList());
            }
            assertThat(world.killed).isGreaterThan(FEWEST);
            world.simply(delete(world));
        }
    }

    private static Request submit(World world, String script, String job, JobState done) {
        String body = Json.write(Map.of("compute", NAME, "name", job, "script", script, "arguments", List.of(job)));
        Call call = new Call("POST", "/atelier/v1/jobs", Map.of("Idempotency-Key", job), body);
        return new Request(
                "submit",
                () -> {
                    try {
                        var transport = new HttpTransport(URI.create(world.atelier.url()), world.atelier.token());
                        assertThat(transport.send(call).status()).isEqualTo(201);
                    } catch (IOException | IllegalStateException e) {
                        await(e.toString()).atMost(PATIENCE).until(() -> !world.atelier.lives());
                    }
                },
                () -> world.client().job(job).state() == done);
    }

    /** There and back again, each with a halt at every point. */
    private static void everyPoint(World world, Request there, Request back) throws Exception {
        boolean more = true;
        for (int n = 1; more; n += STRIDE) {
            more = world.halting(n, there);
            more |= world.halting(n, back);
        }
        assertThat(world.killed).isGreaterThan(FEWEST);
    }
}
