package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.JobState;
import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import dev.atelier.api.client.AtelierClient;
import dev.atelier.api.client.Call;
import dev.atelier.api.client.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The gateway is killed with -9 time and again, at any moment, while people make instances, end them and submit jobs. */
@OnEngine
class KilledUnderLoadTest {
    private static final int KILLS = Integer.getInteger("atelier.kills", 5);
    private static final int PEOPLE = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final InstanceSpec DOCKER = InstanceSpec.defaults().withProvider(Optional.of("docker"));

    private volatile boolean over;

    @Test
    void nothingIsLostDoubledOrLeft() throws Exception {
        long seed = System.nanoTime();
        try (Atelier atelier = Atelier.up();
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            atelier.client().create("stays", DOCKER);
            awaitState(atelier, "stays", InstanceState.RUNNING);
            Files.writeString(atelier.share().resolve("once.sh"), "echo ran >>ran-$1.txt");
            Kernel kernel = Kernel.open(atelier, "stays.python3", "stays.ipynb");
            assertThat(kernel.run("x = 42").failed()).isFalse();

            List<Future<Integer>> cycles = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                String name = "comes" + i;
                Random random = new Random(seed + i);
                cycles.add(people.submit(() -> comeAndGo(atelier, name, random)));
            }
            Future<List<String>> jobs = people.submit(() -> submitJobs(atelier));
            Random random = new Random(seed - 1);
            for (int kill = 0; kill < KILLS; kill++) {
                Thread.sleep(random.nextInt(200, 3000));
                atelier.kill();
                atelier.start();
            }
            over = true;
            for (Future<Integer> cycle : cycles) {
                assertThat(cycle.get()).as("seed " + seed).isPositive();
            }
            everyJobRanOnce(atelier, jobs.get());
            awaitState(atelier, "stays", InstanceState.RUNNING);
            kernel.connect();
            assertThat(kernel.run("print(x)").stdout()).isEqualTo("42\n");
            kernel.close();
            EngineCensus census = new EngineCensus();
            await("seed " + seed)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> census.take(atelier, "after " + KILLS + " kills, seed " + seed));
            assertThat(atelier.run("compute", "delete", "stays", "--yes").exitCode())
                    .isZero();
        }
    }

    /** Asks again until a gateway has answered. */
    private static <T> T insist(Callable<T> request) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return request.call();
            } catch (ProblemException | IllegalStateException e) {
                boolean away = !(e instanceof ProblemException problem)
                        || problem.problem().code().equals("gateway-unreachable")
                        || problem.problem().status() == 503;
                if (!away || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    private static Optional<InstanceState> state(Atelier atelier, String name) throws Exception {
        return insist(() -> atelier.client().instances().stream()
                .filter(i -> i.name().equals(name))
                .map(i -> i.state())
                .findFirst());
    }

    private static void awaitState(Atelier atelier, String name, InstanceState wanted) {
        await(name + " " + wanted)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> state(atelier, name).equals(Optional.of(wanted)));
    }

    private interface Change {
        void ask(AtelierClient client);
    }

    private static void ask(Atelier atelier, Change change) throws Exception {
        insist(() -> {
            change.ask(atelier.client());
            return true;
        });
    }

    /** Somebody who makes an instance, stops and starts it, and deletes it, now and then before it has got there. */
    private int comeAndGo(Atelier atelier, String name, Random random) throws Exception {
        int cycles = 0;
        while (!over) {
            ask(atelier, client -> client.create(name, DOCKER));
            if (random.nextBoolean()) {
                awaitState(atelier, name, InstanceState.RUNNING);
                ask(atelier, client -> client.stop(name));
                awaitState(atelier, name, InstanceState.STOPPED);
                ask(atelier, client -> client.start(name));
            } else {
                Thread.sleep(random.nextInt(500));
            }
            if (state(atelier, name).isPresent()) {
                ask(atelier, client -> deleteIfThere(client, name));
            }
            await(name + " gone")
                    .atMost(PATIENCE)
                    .until(() -> state(atelier, name).isEmpty());
            cycles++;
        }
        return cycles;
    }

    private static void deleteIfThere(AtelierClient client, String name) {
        try {
            client.delete(name);
        } catch (ProblemException e) {
            if (e.problem().status() != 404) { // the first one asked has been heard
                throw e;
            }
        }
    }

    /** One after another, each under a key of its own, sent again where nobody knows whether it was heard. */
    private List<String> submitJobs(Atelier atelier) throws Exception {
        List<String> names = new ArrayList<>();
        while (!over) {
            String job = "job" + names.size();
            names.add(job);
            insist(() -> submitted(atelier, job));
            Thread.sleep(50);
        }
        return names;
    }

    private static boolean submitted(Atelier atelier, String job) {
        String body =
                Json.write(Map.of("compute", "stays", "name", job, "script", "once.sh", "arguments", List.of(job)));
        Call call = new Call("POST", "/atelier/v1/jobs", Map.of("Idempotency-Key", job), body);
        try {
            int status = new HttpTransport(URI.create(atelier.url()), atelier.token())
                    .send(call)
                    .status();
            if (status == 503 || (status == 409 && !isThere(atelier, job))) {
                throw new IllegalStateException("not yet: " + status);
            }
            assertThat(status).isIn(200, 201);
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isThere(Atelier atelier, String job) {
        return atelier.client().jobs().stream().anyMatch(j -> j.name().equals(job));
    }

    private static void everyJobRanOnce(Atelier atelier, List<String> jobs) {
        assertThat(jobs).hasSizeGreaterThan(KILLS);
        for (String job : jobs) {
            await(job).atMost(PATIENCE).until(() -> atelier.client().job(job).state() == JobState.COMPLETED);
            assertThat(atelier.share().resolve("ran-" + job + ".txt")).hasContent("ran\n");
        }
        assertThat(atelier.client().jobs().stream().map(j -> j.name())).containsExactlyInAnyOrderElementsOf(jobs);
    }
}
