package dev.atelier.gateway.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.compute.World;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.limit.Allowance;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Limits;
import dev.atelier.gateway.limit.Quotas;
import dev.atelier.gateway.limit.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels of an instance that is stopped: what people see of them, and what happens when they choose one. */
class StoppedInstanceTest {
    private World world;
    private KernelSpecs specs;
    private Kernels kernels;
    private Sessions sessions;

    @BeforeEach
    void begin(@TempDir Path folder) {
        world = new World(folder);
        wire();
        world.computes.ensureLocal("ada");
        world.awaitState("local", InstanceState.RUNNING);
        world.running(World.BEN, "box");
    }

    private void wire() {
        specs = new KernelSpecs(world.database, world.computes, world.agents);
        kernels = new Kernels(world.database, world.computes, world.agents);
        sessions = new Sessions(world.database, kernels);
        world.agents.onArrival(specs::arrived);
        world.reconciler.afterStop(kernels::stopped);
    }

    @AfterEach
    void end() {
        kernels.close();
        world.close();
    }

    private void stop() {
        world.computes.stop(World.BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
    }

    private ObjectNode start(Principal who) throws Exception {
        return kernels.start(
                who, new Kernels.Wish(Optional.empty(), Optional.of("box.python3"), Optional.empty(), Map.of()));
    }

    private ObjectNode awaitState(String id, String state) {
        return await("kernel " + state)
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> kernels.one(id),
                        model -> model.path("execution_state").asText().equals(state));
    }

    private long starts() {
        return world.provider.steps().stream().filter("start box"::equals).count();
    }

    @Test
    void itsKernelspecsStayInTheListAndSayThatItIsStopped() throws Exception {
        assertThat(specs.one("box.python3").at("/spec/display_name").asText()).isEqualTo("Python 3 · box");
        stop();
        JsonNode spec = specs.all().at("/kernelspecs/box.python3");
        assertThat(spec.path("name").asText()).isEqualTo("box.python3");
        assertThat(spec.at("/spec/display_name").asText()).isEqualTo("Python 3 · box (stopped)");
        assertThat(spec.path("resources").isObject()).isTrue();
        assertThat(spec.path("resources")).isEmpty();
        assertThat(specs.all().at("/kernelspecs/python3/spec/display_name").asText())
                .isEqualTo("Python 3");
    }

    @Test
    void theyOutliveTheGatewayAndGoWithTheInstance() throws Exception {
        assertThat(specs.one("box.python3")).isNotEmpty();
        stop();
        kernels.close();
        world.restart();
        wire();
        assertThat(specs.one("box.python3").at("/spec/display_name").asText()).isEqualTo("Python 3 · box (stopped)");
        world.computes.delete(World.BEN, "box");
        world.awaitGone("box");
        assertThat(specs.all().path("kernelspecs").has("box.python3")).isFalse();
        String left = world.database.read(h -> h.createQuery("SELECT group_concat(compute) FROM kernelspec")
                .mapTo(String.class)
                .one());
        assertThat(left).isEqualTo("local");
    }

    /** Nobody looked at the list while it ran. */
    @Test
    void theyAreKnownFromTheAgentsArrivalOn() {
        world.running(World.BEN, "unseen");
        KnownSpecs known = new KnownSpecs(world.database);
        await().until(() -> known.of("unseen").has("python3"));
    }

    @Test
    void choosingOneStartsTheInstanceThenTheKernelAndSaysSoMeanwhile() throws Exception {
        stop();
        world.provider.hold("start");
        ObjectNode model = start(World.BEN);
        assertThat(model.path("execution_state").asText()).isEqualTo("starting");
        String id = model.path("id").asText();
        await().until(() -> kernels.one(id).path("reason").asText(), r -> r.contains("box” is Starting"));
        assertThat(kernels.all()).extracting(k -> k.path("id").asText()).containsExactly(id);
        assertThat(kernels.pending(World.BEN, id)).isPresent();
        world.provider.release("start");
        ObjectNode live = awaitState(id, "idle");
        assertThat(live.path("name").asText()).isEqualTo("box.python3");
        assertThat(live.has("reason")).isFalse();
        assertThat(kernels.pending(World.BEN, id)).isEmpty();
    }

    /** Whoever chooses a kernel there is told what they would be told of the instance. */
    @Test
    void whereTheQuotaLeavesNoRoomNothingIsPromised() throws Exception {
        Limits one = new Limits(Map.of(Resource.INSTANCES, 1L));
        world.bounds =
                new Bounds(new Quotas(new Allowance(one, Map.of()), Allowance.unlimited(), false), IdleTerms.none());
        stop();
        world.running(World.BEN, "other");
        assertThatThrownBy(() -> start(World.BEN))
                .hasMessageStartingWith("The quota of ben is 1 instance, held by other; there is no room for “box”.");
        assertThatThrownBy(() -> world.computes.start(World.ADA, "box"))
                .as("it is its owner's quota, whoever asks")
                .hasMessageStartingWith("The quota of ben is 1 instance");
        assertThatThrownBy(() -> start(World.ADA))
                .as("who manages it uses nothing there")
                .hasMessageStartingWith("The instance “box” belongs to ben, who alone uses what runs there.");
        assertThat(kernels.all()).isEmpty();
        assertThat(world.instances.find("box").orElseThrow().state()).isEqualTo(InstanceState.STOPPED);
        world.computes.delete(World.BEN, "other");
        world.awaitGone("other");
        awaitState(start(World.BEN).path("id").asText(), "idle");
    }

    @Test
    void twoWhoChooseItAtOnceStartItOnce() throws Exception {
        stop();
        Principal there = World.BEN.through("local");
        long before = starts();
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ObjectNode>> made = people.invokeAll(List.<Callable<ObjectNode>>of(
                    () -> start(there), () -> start(World.BEN), () -> start(World.BEN), () -> start(there)));
            for (Future<ObjectNode> each : made) {
                awaitState(each.get().path("id").asText(), "idle");
            }
        }
        assertThat(starts()).isEqualTo(before + 1);
        assertThat(kernels.countOn("box")).isEqualTo(4);
    }

    @Test
    void aStopMeanwhileIsReported() throws Exception {
        stop();
        world.provider.hold("start");
        String id = start(World.BEN).path("id").asText();
        world.computes.stop(World.BEN, "box");
        world.provider.release("start");
        ObjectNode dead = awaitState(id, "dead");
        assertThat(dead.path("reason").asText())
                .isEqualTo("The instance “box” was stopped while a kernel waited for it."
                        + " Start it again with: `compute start box`");
        world.awaitState("box", InstanceState.STOPPED);
        assertThat(kernels.one(id)).isEqualTo(dead);
    }

    @Test
    void aStartThatFailsSaysWhichInstanceWhyAndWhatToType() throws Exception {
        stop();
        world.provider.fail(
                "start", Problem.of(500, "no-room", "The engine has no room.").asException());
        String id = start(World.BEN).path("id").asText();
        assertThat(awaitState(id, "dead").path("reason").asText())
                .isEqualTo("The instance “box” could not be started and is Unusable: The engine has no room."
                        + " Try again with: `compute start box`");
        assertThatThrownBy(() -> start(World.BEN))
                .hasMessageContaining("“box” is Unusable (The engine has no room.)")
                .hasMessageContaining("compute start box");
        kernels.delete(World.BEN, id);
        assertThat(kernels.all()).isEmpty();
    }

    @Test
    void aGatewayThatIsKilledMeanwhileRemembersWhatItPromised() throws Exception {
        stop();
        world.provider.hold("start");
        JsonNode wish = Json.read(
                "{\"path\":\"c.ipynb\",\"type\":\"notebook\",\"kernel\":{\"name\":\"box.python3\"}}", JsonNode.class);
        ObjectNode session = sessions.open(World.BEN, wish);
        String id = session.at("/kernel/id").asText();
        restart();
        assertThat(kernels.one(id).path("execution_state").asText()).isEqualTo("starting");
        assertThat(kernels.pending(World.BEN, id)).isPresent();
        assertThat(kernels.all()).extracting(k -> k.path("id").asText()).containsExactly(id);
        assertThat(sessions.open(World.BEN, wish).at("/kernel/id").asText()).isEqualTo(id);
        world.provider.release("start");
        assertThat(awaitState(id, "idle").path("name").asText()).isEqualTo("box.python3");
        // And that it kept its word.
        restart();
        assertThat(kernels.pending(World.BEN, id)).isEmpty();
        awaitState(id, "idle");
        assertThat(world.provider.agent("box").calls().stream()
                        .filter("POST /api/kernels"::equals)
                        .count())
                .isEqualTo(1);
    }

    @Test
    void whatAKilledGatewayPromisedDiesWithWordsWhereItCanNotBeKept() throws Exception {
        stop();
        world.provider.hold("start");
        String id = start(World.BEN).path("id").asText();
        restart();
        world.computes.stop(World.BEN, "box");
        world.provider.release("start");
        assertThat(awaitState(id, "dead").path("reason").asText()).contains("was stopped while a kernel waited for it");
    }

    private void restart() {
        kernels.close();
        world.restart();
        wire();
        kernels.resume();
    }

    @Test
    void somebodyElseMayNotStartIt() throws Exception {
        stop();
        assertThatThrownBy(() -> start(World.CLEO))
                .hasMessageContaining("The instance “box” is Stopped and belongs to ben.")
                .hasMessageContaining("compute start box");
        assertThat(world.instances.find("box").orElseThrow().state()).isEqualTo(InstanceState.STOPPED);
        assertThat(kernels.all()).isEmpty();
    }

    @Test
    void aRestartOfANotebookStartsItsInstanceAgainAndKeepsItsSession() throws Exception {
        JsonNode wish = Json.read(
                "{\"path\":\"a/b.ipynb\",\"type\":\"notebook\",\"kernel\":{\"name\":\"box.python3\"}}", JsonNode.class);
        ObjectNode session = sessions.open(World.BEN, wish);
        String id = session.at("/kernel/id").asText();
        stop();
        assertThat(kernels.all()).isEmpty();
        assertThat(sessions.all(World.BEN)).isEmpty();
        assertThatThrownBy(() -> kernels.one(id)).hasMessageContaining("Kernel does not exist");
        assertThatThrownBy(() -> kernels.restart(World.CLEO, id)).hasMessageContaining("belongs to ben");

        assertThat(kernels.restart(World.BEN, id).path("execution_state").asText())
                .isEqualTo("starting");
        assertThat(kernels.restart(World.BEN, id).path("id").asText()).isEqualTo(id);
        awaitState(id, "idle");
        assertThat(sessions.all(World.BEN))
                .extracting(s -> s.path("id").asText())
                .containsExactly(session.path("id").asText());
    }

    @Test
    void aNotebookThatIsOpenedAnewGetsAKernelThatLives() throws Exception {
        JsonNode wish = Json.read(
                "{\"path\":\"b.ipynb\",\"type\":\"notebook\",\"kernel\":{\"name\":\"box.python3\"}}", JsonNode.class);
        String before = sessions.open(World.BEN, wish).at("/kernel/id").asText();
        stop();
        String after = sessions.open(World.BEN, wish).at("/kernel/id").asText();
        assertThat(after).isNotEqualTo(before);
        awaitState(after, "idle");
    }

    @Test
    void aKernelThatIsShutDownWhileItWaitsNeverStarts() throws Exception {
        stop();
        world.provider.hold("start");
        String id = start(World.BEN).path("id").asText();
        kernels.delete(World.BEN, id);
        world.provider.release("start");
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(kernels.all()).isEmpty();
        assertThat(world.provider.agent("box").calls()).doesNotContain("POST /api/kernels");
    }

    /** The agent is there a moment before its instance is said to run. */
    @Test
    void oneIsShutDownInThatMomentToo() throws Exception {
        world.running(World.BEN, "other");
        stop();
        world.provider.hold("start");
        String id = start(World.BEN).path("id").asText();
        await().until(() -> kernels.one(id).path("reason").asText(), r -> r.contains("box” is Starting"));
        world.agentArrives("box", "other");
        kernels.delete(World.BEN, id);
        assertThat(kernels.all()).isEmpty();
        world.provider.release("start");
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(world.provider.agent("box").calls()).doesNotContain("POST /api/kernels");
    }
}
