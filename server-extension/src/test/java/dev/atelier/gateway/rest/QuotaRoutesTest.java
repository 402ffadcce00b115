package dev.atelier.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.InstanceRecord;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.limit.Allowance;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Limits;
import dev.atelier.gateway.limit.Quotas;
import dev.atelier.gateway.limit.Resource;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fifty people's tabs at once, through the real gate and a real store: a quota is never exceeded, and one wish is one instance. */
class QuotaRoutesTest {
    private static final int AT_ONCE = 50;
    private static final GateConfig.Rate MANY = new GateConfig.Rate(1_000_000, 1_000_000, Duration.ofSeconds(1));

    @TempDir
    private Path folder;

    private ComputeDoor door;
    private World world;

    @BeforeEach
    void begin() throws IOException {
        door = new ComputeDoor(folder, GateConfig.loopback(0).withRates(new GateConfig.Rates(MANY, MANY, MANY, MANY)));
        world = door.world;
    }

    @AfterEach
    void close() {
        door.close();
    }

    private void quota(Map<Resource, Long> person, Map<Resource, Long> total, boolean stoppedHold) {
        world.bounds = new Bounds(
                new Quotas(
                        new Allowance(new Limits(person), Map.of()),
                        new Allowance(new Limits(total), Map.of()),
                        stoppedHold),
                new IdleTerms(Optional.of(30), Optional.of(240), Optional.empty(), Set.of()));
    }

    private HttpResponse<String> send(String who, String method, String path, String body)
            throws IOException, InterruptedException {
        return door.send(who, method, path, body);
    }

    private JsonNode get(String who, String path) throws Exception {
        HttpResponse<String> answer = send(who, "GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read(answer.body(), JsonNode.class);
    }

    /** All are ready before the first is let go. */
    private List<HttpResponse<String>> atOnce(IntFunction<Callable<HttpResponse<String>>> call) throws Exception {
        CountDownLatch ready = new CountDownLatch(AT_ONCE);
        List<Future<HttpResponse<String>>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                Callable<HttpResponse<String>> one = call.apply(i);
                calls.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return one.call();
                }));
            }
        }
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (Future<HttpResponse<String>> answer : calls) {
            answers.add(answer.get());
        }
        return answers;
    }

    private static long of(int status, List<HttpResponse<String>> answers) {
        return answers.stream().filter(a -> a.statusCode() == status).count();
    }

    @Test
    void fiftyCreatesAtAQuotaOfOneMakeOne() throws Exception {
        quota(Map.of(Resource.INSTANCES, 1L), Map.of(), true);
        List<HttpResponse<String>> answers =
                atOnce(i -> () -> send("ben", "PUT", "/atelier/v1/computes/box" + i, "{}"));
        assertThat(of(202, answers)).isEqualTo(1);
        assertThat(of(409, answers)).isEqualTo(AT_ONCE - 1);
        List<InstanceRecord> made = world.instances.all();
        assertThat(made).hasSize(1);
        String name = made.getFirst().name();
        assertThat(answers.stream().filter(a -> a.statusCode() == 409)).allSatisfy(answer -> {
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
            JsonNode problem = Json.read(answer.body(), JsonNode.class);
            assertThat(problem.path("code").asText()).isEqualTo("quota-exceeded");
            assertThat(problem.path("detail").asText()).startsWith("The quota of ben is 1 instance, held by " + name);
            assertThat(problem.path("next").asText()).contains("`compute delete " + name + "`");
        });
        world.awaitState(name, InstanceState.RUNNING);
        assertThat(world.provider.steps()).containsExactly("prepare " + name, "start " + name);
        assertThat(world.events.after(0)).allMatch(e -> e.subject().equals(name));
    }

    /** Of three people, each within their own quota, all together too many. */
    @Test
    void fiftyCreatesOfSeveralPeopleStayWithinTheWhole() throws Exception {
        quota(Map.of(Resource.CORES, 4L), Map.of(Resource.CORES, 7L), true);
        List<String> people = List.of("ada", "ben", "cleo");
        List<HttpResponse<String>> answers = atOnce(
                i -> () -> send(people.get(i % 3), "PUT", "/atelier/v1/computes/box" + i, "{\"size\":\"large\"}"));
        assertThat(of(202, answers)).isEqualTo(3);
        assertThat(of(409, answers)).isEqualTo(AT_ONCE - 3);
        JsonNode whole = get("dora", "/atelier/v1/quota").path("quotas").get(1);
        assertThat(whole.path("family").isNull()).as(whole.toString()).isTrue();
        assertThat(whole.path("cores").path("used").asInt()).isEqualTo(6);
        assertThat(whole.path("cores").path("limit").asInt()).isEqualTo(7);
    }

    @Test
    void theSameCreateFiftyTimesIsOneInstance() throws Exception {
        quota(Map.of(Resource.INSTANCES, 1L), Map.of(), true);
        List<HttpResponse<String>> answers = atOnce(i ->
                () -> send("ben", "PUT", "/atelier/v1/computes/box", "{\"size\":\"large\",\"description\":\"mine\"}"));
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202));
        assertThat(answers.stream()
                        .map(a -> Json.read(a.body(), JsonNode.class)
                                .path("generation")
                                .asLong())
                        .distinct())
                .hasSize(1);
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(world.provider.steps()).containsExactly("prepare box", "start box");
        assertThat(world.events.after(0).stream()
                        .filter(e -> e.state().equals("Creating") && e.detail().isEmpty()))
                .as("it began once")
                .hasSize(1);
    }

    /** A state that the first of them has brought further does not fall back. */
    @Test
    void anotherTryFiftyTimesIsOneTry() throws Exception {
        quota(Map.of(Resource.INSTANCES, 1L), Map.of(), false);
        world.provider.fail(
                "start", Problem.of(500, "no-space", "The disk is full.").asException());
        send("ben", "PUT", "/atelier/v1/computes/box", "{}");
        world.awaitState("box", InstanceState.CREATE_FAILED);
        world.provider.heal("start");
        int before = world.provider.steps().size();
        List<HttpResponse<String>> answers = atOnce(i -> () -> send("ben", "PUT", "/atelier/v1/computes/box", "{}"));
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202));
        world.awaitState("box", InstanceState.RUNNING);
        List<String> steps = world.provider.steps();
        assertThat(steps.subList(before, steps.size())).containsExactly("prepare box", "start box");
    }

    /** Whoever comes first decides what it is; each of the others is told the same of it. */
    @Test
    void differentWishesForOneNameAreOneInstance() throws Exception {
        List<HttpResponse<String>> answers = atOnce(i -> () -> send(
                "ben",
                "PUT",
                "/atelier/v1/computes/box",
                i % 2 == 0 ? "{\"size\":\"large\"}" : "{\"size\":\"small\"}"));
        assertThat(of(409, answers)).isEqualTo(AT_ONCE / 2);
        assertThat(answers.stream()
                        .filter(a -> a.statusCode() < 300)
                        .map(a ->
                                Json.read(a.body(), JsonNode.class).path("size").asText())
                        .distinct())
                .hasSize(1);
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(world.provider.steps()).containsExactly("prepare box", "start box");
    }

    @Test
    void fiftyStartsAtAQuotaOfOneStartOne() throws Exception {
        quota(Map.of(), Map.of(), false);
        for (int i = 0; i < 10; i++) {
            send("ben", "PUT", "/atelier/v1/computes/box" + i, "{}");
        }
        for (int i = 0; i < 10; i++) {
            world.awaitState("box" + i, InstanceState.RUNNING);
            send("ben", "POST", "/atelier/v1/computes/box" + i + "/stop", "");
            world.awaitState("box" + i, InstanceState.STOPPED);
        }
        quota(Map.of(Resource.INSTANCES, 1L), Map.of(), false);
        List<HttpResponse<String>> answers =
                atOnce(i -> () -> send("ben", "POST", "/atelier/v1/computes/box" + i % 10 + "/start", ""));
        assertThat(of(202, answers)).as("five asked for the one").isEqualTo(5);
        assertThat(of(409, answers)).isEqualTo(AT_ONCE - 5);
        await().until(() -> world.instances.all().stream()
                        .filter(i -> i.state() == InstanceState.RUNNING)
                        .count()
                == 1);
        assertThat(world.instances.all().stream().filter(i -> i.state() == InstanceState.STOPPED))
                .hasSize(9);
    }

    @Test
    void whatThereIsIsShownToWhoeverMaySee() throws Exception {
        quota(Map.of(Resource.INSTANCES, 2L, Resource.MEMORY, 3L << 30), Map.of(), true);
        send("ben", "PUT", "/atelier/v1/computes/box", "{\"size\":\"large\"}");
        JsonNode quota = get("ben", "/atelier/v1/quota");
        assertThat(quota.path("person").asText()).isEqualTo("ben");
        assertThat(quota.path("stopped_instances_hold_quota").asBoolean()).isTrue();
        assertThat(quota.at("/idle_shutdown/default_minutes").asInt()).isEqualTo(30);
        assertThat(quota.at("/idle_shutdown/maximum_minutes").asInt()).isEqualTo(240);
        JsonNode own = quota.path("quotas").get(0);
        assertThat(own.path("person").asText()).isEqualTo("ben");
        assertThat(own.path("instances")).isEqualTo(Json.mapper().readTree("{\"used\":1,\"limit\":2}"));
        assertThat(own.path("cores")).isEqualTo(Json.mapper().readTree("{\"used\":2,\"limit\":null}"));
        assertThat(own.at("/memory_bytes/used").asLong()).isEqualTo(2L << 30);
        assertThat(own.path("held_by")).isEqualTo(Json.mapper().readTree("[\"box\"]"));
        assertThat(quota.path("quotas").get(1).path("family").asText()).isEqualTo("general");
        assertThat(get("dora", "/atelier/v1/quota").path("quotas").findValuesAsText("person"))
                .containsExactly("dora", "null", "null");
        assertThat(get("dora", "/atelier/v1/quota?all=true").path("quotas").findValuesAsText("person"))
                .as("each with all families and the one in use, and then the whole")
                .containsExactly("dora", "ben", "ben", "null", "null");
        JsonNode sizes = get("ben", "/atelier/v1/sizes");
        assertThat(sizes.at("/0/family").asText()).isEqualTo("general");
        assertThat(sizes.at("/0/left").asInt()).isEqualTo(1);
        assertThat(sizes.at("/1/left").asInt(-1))
                .as("3 GiB less 2 are too few for 2")
                .isZero();
        assertThat(get("cleo", "/atelier/v1/sizes").at("/0/left").asInt()).isEqualTo(2);
        assertThat(send("nobody", "GET", "/atelier/v1/quota", "").statusCode()).isEqualTo(403);
    }

    @Test
    void anIdleTimeThatIsTooLongIsRefusedWithWords() throws Exception {
        quota(Map.of(), Map.of(), true);
        String field = "\"idle_time_before_shutdown_minutes\":";
        assertThat(send("ben", "PUT", "/atelier/v1/computes/box", "{" + field + "300}")
                        .body())
                .contains("bad-idle-time", "after 4 h without activity at the latest, not after 5 h.");
        assertThat(send("ben", "PUT", "/atelier/v1/computes/box", "{" + field + "0}")
                        .body())
                .contains("bad-idle-time", "not never.");
        assertThat(send("ben", "PUT", "/atelier/v1/computes/box", "{}").body()).contains(field + "30");
        world.awaitState("box", InstanceState.RUNNING);
        String idle = "/atelier/v1/computes/box/idle";
        assertThat(send("ben", "PUT", idle, "{" + field + "300}").statusCode()).isEqualTo(400);
        assertThat(send("ben", "DELETE", idle, "").statusCode()).isEqualTo(400);
        assertThat(send("ben", "PUT", idle, "{" + field + "240}").body()).contains(field + "240");
    }
}
