package dev.atelier.gateway.compute;

import static dev.atelier.gateway.compute.World.ADA;
import static dev.atelier.gateway.compute.World.BEN;
import static dev.atelier.gateway.compute.World.CLEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Event;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.Problem;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReconcilerTest {
    @TempDir
    private Path folder;

    private World world;

    @BeforeEach
    void begin() {
        world = new World(folder);
    }

    @AfterEach
    void end() {
        world.close();
    }

    private List<String> states(String name) {
        return world.events.after(0).stream()
                .filter(e -> e.subject().equals(name))
                .map(Event::state)
                .toList();
    }

    @Test
    void livesThroughAWholeLife() {
        world.running(BEN, "box");
        world.computes.stop(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
        world.computes.start(BEN, "box");
        world.awaitState("box", InstanceState.RUNNING);
        world.computes.restart(BEN, "box");
        await().until(() ->
                world.provider.steps().stream().filter("start box"::equals).count() == 3);
        world.awaitState("box", InstanceState.RUNNING);
        world.computes.delete(BEN, "box");
        world.awaitGone("box");
        assertThat(world.provider.exists("box")).isFalse();
        assertThat(states("box")).startsWith("Creating").endsWith("Deleting", "Deleted");
        assertThat(world.provider.overlaps()).isEmpty();
    }

    /** A gateway that was killed in any state brings each wish to its end. */
    @ParameterizedTest
    @EnumSource(InstanceState.class)
    void takesUpEveryWishFromEveryState(InstanceState state) {
        for (Desired wish : Desired.values()) {
            String name = named(wish);
            world.instances.insert(name, "ben", "local", "small", InstanceSpec.defaults());
            world.instances.want(name, wish, state);
        }
        world.restart();
        world.awaitState(named(Desired.RUNNING), InstanceState.RUNNING);
        world.awaitState(named(Desired.RESTARTED), InstanceState.RUNNING);
        world.awaitGone(named(Desired.DELETED));
        boolean failed = state == InstanceState.CREATE_FAILED
                || state == InstanceState.SETUP_FAILED
                || state == InstanceState.UNUSABLE;
        world.awaitState(named(Desired.STOPPED), failed ? state : InstanceState.STOPPED);
        assertThat(world.provider.overlaps()).isEmpty();
    }

    private static String named(Desired wish) {
        return "box-" + wish.name();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prepare", "start"})
    void leavesNothingHalfMade(String step) {
        world.provider.fail(
                step, Problem.of(500, "no-space", "The disk is full.").asException());
        world.computes.create(BEN, "box", InstanceSpec.defaults());
        InstanceRecord failed = world.awaitState("box", InstanceState.CREATE_FAILED);
        assertThat(failed.reason()).hasValue("The disk is full.");
        assertThat(failed.desired()).isEqualTo(Desired.STOPPED);
        assertThat(world.provider.exists("box")).isFalse();
        world.provider.heal(step);
        world.running(BEN, "box");
    }

    @Test
    void aFailureThatNobodyForesawIsWrittenDownToo() {
        world.provider.fail("start", new IllegalStateException("a bug"));
        world.provider.fail("stop", new IllegalStateException("another"));
        world.computes.create(BEN, "box", InstanceSpec.defaults());
        assertThat(world.awaitState("box", InstanceState.CREATE_FAILED).reason())
                .hasValue("a bug");
    }

    @Test
    void tellsOfAFailureOnceAndGoesOnTrying() {
        world.running(BEN, "box");
        world.provider.fail("stop", new IOException("busy"));
        world.computes.delete(BEN, "box");
        assertThat(world.awaitState("box", InstanceState.UNUSABLE).reason()).hasValue("busy");
        int before = states("box").size();
        for (int i = 0; i < 5; i++) {
            int tried = stops();
            world.reconciler.wake("box");
            await().until(() -> stops() > tried);
        }
        assertThat(states("box")).hasSize(before);
        world.provider.heal("stop");
        world.reconciler.wake("box");
        world.awaitGone("box");
    }

    private int stops() {
        return (int) world.provider.steps().stream().filter("stop box"::equals).count();
    }

    @Test
    void aStartThatHangsIsLeftForAnotherWish() {
        for (String step : List.of("prepare", "start")) {
            world.provider.hold(step);
            world.computes.create(BEN, "box", InstanceSpec.defaults());
            await().until(() -> world.provider.steps().contains(step + " box"));
            world.computes.stop(BEN, "box");
            world.awaitState("box", InstanceState.STOPPED);
            world.computes.start(BEN, "box");
            world.computes.delete(BEN, "box");
            world.awaitGone("box");
            world.provider.release(step);
            assertThat(world.provider.exists("box")).isFalse();
        }
        assertThat(world.provider.overlaps()).isEmpty();
    }

    @Test
    void nothingIsWaitedForForEver() {
        world.provider.hold("prepare");
        world.computes.create(BEN, "box", InstanceSpec.defaults());
        await().until(() -> world.provider.steps().contains("prepare box"));
        world.later = Duration.ofMinutes(61);
        world.reconciler.wake("box");
        assertThat(world.awaitState("box", InstanceState.CREATE_FAILED).reason())
                .hasValue("It was not done after 60 min.");
        assertThat(world.provider.exists("box")).isFalse();
        world.provider.release("prepare");
        world.computes.start(BEN, "box");
        world.awaitState("box", InstanceState.RUNNING);

        world.provider.hold("stop");
        world.computes.stop(BEN, "box");
        await().until(() -> stops() > 1);
        world.later = Duration.ofMinutes(92);
        world.reconciler.wake("box");
        assertThat(world.awaitState("box", InstanceState.UNUSABLE).reason()).hasValue("It was not done after 30 min.");
        world.provider.release("stop");
        world.computes.stop(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
    }

    /** Half ended it would seem to run. */
    @Test
    void whatEndsAnInstanceIsNotCutForAnotherWish() {
        world.running(BEN, "box");
        world.provider.hold("stop");
        world.computes.stop(BEN, "box");
        await().until(() -> stops() == 1);
        world.computes.start(BEN, "box");
        world.provider.release("stop");
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(world.provider.steps()).endsWith("stop box", "start box");
    }

    /** The person was told “Stopping”; the words of the step that still runs must not take that back. */
    @Test
    void aStopOvertakesAStart() {
        world.provider.hold("start");
        world.computes.create(BEN, "box", InstanceSpec.defaults());
        await().until(() -> world.provider.steps().contains("start box"));
        world.computes.stop(BEN, "box");
        world.provider.release("start");
        world.awaitState("box", InstanceState.STOPPED);
        assertThat(states("box")).containsExactly("Creating", "Stopping", "Stopped");
        assertThat(world.provider.agent("box")).isNull();
    }

    @Test
    void aDeletionHasTheLastWord() {
        world.running(BEN, "box");
        world.provider.hold("stop");
        world.computes.delete(BEN, "box");
        assertThatThrownBy(() -> world.computes.start(BEN, "box")).hasMessageContaining("being deleted");
        assertThatThrownBy(() -> world.computes.create(BEN, "box", InstanceSpec.defaults()))
                .hasMessageContaining("being deleted");
        // The check above may have been overtaken; the store refuses as well.
        world.instances.want("box", Desired.RUNNING, InstanceState.STARTING);
        assertThat(world.instances.find("box").orElseThrow().desired()).isEqualTo(Desired.DELETED);
        world.provider.release("stop");
        world.awaitGone("box");
    }

    @Test
    void anAgentThatDiedIsStartedAgain() {
        world.running(BEN, "box");
        world.provider.crash("box");
        world.reconciler.wake("box");
        await().until(() -> world.provider.agent("box") != null);
        world.awaitState("box", InstanceState.RUNNING);
    }

    /** A notebook that reconnects at once must not hear that its instance, which runs, does not. */
    @Test
    void aGatewayThatHasJustBegunWaitsUntilItHasFoundTheAgent() throws Exception {
        world.running(BEN, "box");
        world.provider.hold("start");
        world.restart();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<AgentClient> asked = threads.submit(() -> world.computes.agent("box"));
            assertThat(asked.isDone()).isFalse();
            world.provider.release("start");
            assertThat(asked.get(20, TimeUnit.SECONDS).status().instance()).isNotBlank();
        }
    }

    /** An engine that is being restarted is no reason to give an instance up. */
    @Test
    void anEngineThatIsAwayLeavesTheInstanceUnknownUntilItIsBack() {
        world.running(BEN, "box");
        world.provider.fail("start", new ProviderUnreachable("No engine answers at here", new IOException("refused")));
        world.provider.crash("box");
        world.reconciler.wake("box");
        InstanceRecord away = world.awaitState("box", InstanceState.UNKNOWN);
        assertThat(away.reason()).hasValue("No engine answers at here; asking again.");
        assertThat(away.desired()).isEqualTo(Desired.RUNNING);
        world.provider.heal("start");
        world.reconciler.wake("box");
        world.awaitState("box", InstanceState.RUNNING);
    }

    @Test
    void anImageIsRefusedWhereThereAreNoContainers() {
        InstanceSpec spec = InstanceSpec.defaults().withImage(Optional.of("debian:bookworm"));
        assertThatThrownBy(() -> world.computes.create(BEN, "box", spec)).hasMessageContaining("makes no containers");
        assertThat(world.computes.all()).isEmpty();
    }

    /** An overloaded agent is no reason to end what runs there. */
    @Test
    void anAgentThatAnswersWithErrorsIsUnknownAndComesBack() {
        world.running(BEN, "box");
        world.provider.agent("box").failWith(503);
        world.reconciler.wake("box");
        assertThat(world.awaitState("box", InstanceState.UNKNOWN).desired()).isEqualTo(Desired.RUNNING);
        world.provider.agent("box").failWith(0);
        world.reconciler.wake("box");
        world.awaitState("box", InstanceState.RUNNING);
    }

    @Test
    void aBrokenStoreDoesNotEndTheReconciling() throws Exception {
        world.running(BEN, "box");
        world.database.write(h -> h.execute("ALTER TABLE instance RENAME TO away"));
        world.reconciler.wake("box");
        await().until(world.reconciler::isIdle);
        world.database.write(h -> h.execute("ALTER TABLE away RENAME TO instance"));
        world.computes.stop(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
    }

    @Test
    void aNameThatSomebodyElseWasQuickerWithIsRefused() {
        world.provider.hold("prepare");
        world.computes.create(CLEO, "Box", InstanceSpec.defaults());
        assertThatThrownBy(() -> world.computes.create(BEN, "box", InstanceSpec.defaults()))
                .hasMessageContaining("belongs to cleo");
        world.provider.release("prepare");
        world.awaitState("Box", InstanceState.RUNNING);
        assertThat(world.provider.overlaps()).isEmpty();
    }

    @Test
    void onlyItsOwnerAndTheWorkspacesChangeAnInstance() {
        world.running(BEN, "box");
        assertThatThrownBy(() -> world.computes.stop(CLEO, "box")).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> world.computes.delete(CLEO, "box")).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> world.computes.restart(CLEO, "box")).hasMessageContaining("belongs to ben");
        world.computes.stop(ADA, "box");
        assertThatThrownBy(() -> world.computes.start(CLEO, "box")).hasMessageContaining("belongs to ben");
    }

    /** Whoever makes a new instance of that name must not inherit another person's queue. */
    @Test
    void jobsEndWithTheirInstance() {
        world.running(BEN, "box");
        world.database.write(h -> {
            for (String state : List.of("QUEUED", "CANCEL_REQUESTED", "COMPLETED")) {
                h.execute(
                        "INSERT INTO job (name, owner, compute, command, folder, environment, log, state, created)"
                                + " VALUES (?, 'ben', 'box', '[]', '', '{}', 'log', ?, '2026-01-01T00:00:00.000000Z')",
                        state,
                        state);
            }
            return true;
        });
        world.computes.delete(BEN, "box");
        world.awaitGone("box");
        Optional<String> states = world.database.read(
                h -> h.createQuery("SELECT group_concat(state) FROM (SELECT state FROM job ORDER BY name)")
                        .mapTo(String.class)
                        .findOne());
        assertThat(states).hasValue("CANCELED,COMPLETED,FAILED");
        assertThat(states("QUEUED")).containsExactly("Failed");
    }
}
