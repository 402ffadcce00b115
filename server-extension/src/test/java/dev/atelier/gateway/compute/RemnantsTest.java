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
import dev.atelier.gateway.limit.Allowance;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Limits;
import dev.atelier.gateway.limit.Quotas;
import dev.atelier.gateway.limit.Resource;
import dev.atelier.gateway.provider.GpuClaims;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that are to be gone and can't be reached. */
class RemnantsTest {
    private static final List<String> STEPS = List.of("stop", "remove", "remove given up");

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

    private void cutOff() {
        STEPS.forEach(step -> world.provider.fail(
                step, new ProviderUnreachable("No engine answers at here", new IOException("refused"))));
    }

    private void reachAgain() {
        STEPS.forEach(world.provider::heal);
    }

    private void awaitNothingGivenUp(String name) {
        world.reconciler.wake(name);
        await().until(() -> world.instances.givenUp().all().isEmpty());
    }

    private Event last(String kind) {
        return world.events.after(0).stream()
                .filter(event -> event.kind().equals(kind))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    @Test
    void theNameIsFreeAtOnceAndWhatIsLeftGoesWithoutTheNextOfThatName() {
        InstanceRecord first = world.running(BEN, "box");
        cutOff();
        world.computes.delete(BEN, "box");
        assertThat(world.awaitState("box", InstanceState.UNKNOWN).desired()).isEqualTo(Desired.DELETED);
        String leftover = "box-" + first.generation();
        assertThat(world.computes.forget(BEN, "box"))
                .isEqualTo("the memory of " + leftover
                        + ", if it can't be reached now; it is removed as soon as it can be");
        world.awaitGone("box");
        assertThat(last("compute").state()).isEqualTo("Deleted");
        assertThat(last("compute").detail())
                .isEqualTo("No engine answers at here. Given up; the memory of " + leftover
                        + " is removed as soon as it can be reached.");
        assertThat(world.provider.leftovers()).containsExactly(leftover);
        assertThat(world.agents.of("box")).isEmpty();

        InstanceRecord second = world.running(CLEO, "BOX");
        world.reconciler.wake("box");
        world.awaitIdle();
        assertThat(world.provider.leftovers()).containsExactly(leftover);

        reachAgain();
        awaitNothingGivenUp("box");
        assertThat(world.provider.leftovers()).isEmpty();
        assertThat(last("leftover").state()).isEqualTo("Removed");
        assertThat(last("leftover").detail()).contains("the memory of " + leftover);
        InstanceRecord still = world.awaitState("BOX", InstanceState.RUNNING);
        assertThat(still.generation()).isEqualTo(second.generation());
        assertThat(still.owner()).isEqualTo("cleo");
        assertThat(world.provider.exists("BOX")).isTrue();
        assertThat(world.provider.overlaps()).isEmpty();
    }

    @Test
    void aGatewayThatBeganAnewRemembersAndRemovesIt() {
        world.running(BEN, "box");
        world.running(BEN, "other");
        cutOff();
        world.computes.forget(BEN, "box");
        world.awaitGone("box");
        world.restart();
        world.awaitState("other", InstanceState.RUNNING);
        assertThat(world.provider.leftovers()).hasSize(1);
        reachAgain();
        world.restart();
        await().until(() -> world.instances.givenUp().all().isEmpty());
        assertThat(world.provider.leftovers()).isEmpty();
        world.awaitState("other", InstanceState.RUNNING);
    }

    @Test
    void whatCanBeReachedIsDeletedAndNotForgotten() {
        world.running(BEN, "box");
        world.computes.forget(BEN, "box");
        world.awaitGone("box");
        assertThat(world.provider.exists("box")).isFalse();
        assertThat(world.provider.steps()).endsWith("stop box", "remove box");
        assertThat(world.provider.leftovers()).isEmpty();
        assertThat(last("compute").detail()).isEmpty();
        assertThat(world.instances.givenUp().all()).isEmpty();
    }

    @Test
    void aDeletionThatHangsGivesWay() {
        world.running(BEN, "box");
        cutOff();
        world.provider.hold("stop");
        world.computes.delete(BEN, "box");
        await().until(() -> world.provider.steps().contains("stop box"));
        world.computes.forget(BEN, "box");
        await().until(() ->
                world.provider.steps().stream().filter("stop box"::equals).count() == 2);
        assertThat(world.instances.find("box")).as("it has its minute").isPresent();
        world.provider.fail("find", new ProviderUnreachable("No engine answers at here", new IOException("silent")));
        world.later = Duration.ofMinutes(2);
        world.reconciler.wake("box");
        world.awaitGone("box");
        assertThat(last("compute").detail()).startsWith("It did not end in time.");
        assertThat(world.instances.givenUp().all()).hasSize(1);
        world.provider.heal("find");
        world.provider.release("stop");
        reachAgain();
        awaitNothingGivenUp("box");
    }

    /** What it has not yet written would be lost. */
    @Test
    void whatAnswersIsNotGivenUpHoweverLongItTakes() {
        world.running(BEN, "box");
        world.provider.hold("stop");
        world.computes.forget(BEN, "box");
        await().until(() -> world.provider.steps().contains("stop box"));
        world.later = Duration.ofMinutes(2);
        world.reconciler.wake("box");
        await().until(() ->
                world.provider.steps().stream().filter("stop box"::equals).count() == 2);
        assertThat(world.instances.find("box").orElseThrow().desired()).isEqualTo(Desired.DELETED);
        world.provider.release("stop");
        world.awaitGone("box");
        assertThat(world.provider.steps()).endsWith("stop box", "remove box");
        assertThat(last("compute").detail()).isEmpty();
        assertThat(world.instances.givenUp().all()).isEmpty();
    }

    @Test
    void oneThatAnswersAndFailsIsNotGivenUp() {
        world.running(BEN, "box");
        world.provider.fail("remove", new IOException("something is mounted there"));
        world.computes.forget(BEN, "box");
        world.awaitState("box", InstanceState.UNUSABLE);
        assertThat(world.instances.givenUp().all()).isEmpty();
        world.provider.heal("remove");
        world.reconciler.wake("box");
        world.awaitGone("box");
    }

    @Test
    void aProviderIsUsedUntilNothingIsLeftOfItsInstances() {
        world.running(BEN, "box");
        cutOff();
        world.computes.forget(BEN, "box");
        world.awaitGone("box");
        assertThat(world.instances.isUsed("other")).isFalse();
        assertThat(world.instances.isUsed("local")).isTrue();
        reachAgain();
        awaitNothingGivenUp("box");
        assertThat(world.instances.isUsed("local")).isFalse();
    }

    /** As an engine that the operator took out of the file before the gateway began anew. */
    @Test
    void whatIsOfAProviderThatIsGoneCanBeGivenUpAndHoldsUpNothing() {
        InstanceRecord far = insertRunning("far1", "docker:far");
        InstanceRecord box = world.running(BEN, "box");
        world.reconciler.wake("far1");
        world.awaitState("far1", InstanceState.UNKNOWN);
        assertThat(world.computes.forget(BEN, "far1"))
                .startsWith("what docker:far has of far1, if it can't be reached");
        world.awaitGone("far1");
        assertThat(last("compute").detail())
                .isEqualTo(
                        "The provider docker:far is not in atelier.yml any more; put it back among the engines there."
                                + " Given up; what docker:far has of far1 is removed as soon as it can be reached.");
        assertThat(world.instances.isUsed("docker:far")).isTrue();

        InstanceRecord next = world.running(BEN, "far1");
        assertThat(next.generation()).isGreaterThan(far.generation());
        cutOff();
        world.computes.forget(BEN, "far1");
        world.awaitGone("far1");
        assertThat(world.instances.givenUp().named("far1")).hasSize(2);
        reachAgain();
        world.reconciler.wake("far1");
        await().until(() -> world.instances.givenUp().named("far1").size() == 1);
        assertThat(world.provider.leftovers()).isEmpty();
        assertThat(world.instances.givenUp().all().getFirst().provider())
                .as("it waits for its own")
                .isEqualTo("docker:far");
        assertThat(world.instances.find("box").orElseThrow().generation()).isEqualTo(box.generation());
    }

    private InstanceRecord insertRunning(String name, String provider) {
        world.instances.insert(name, "ben", provider, "small", InstanceSpec.defaults());
        return world.instances
                .want(name, Desired.RUNNING, InstanceState.RUNNING)
                .orElseThrow();
    }

    /** Given up, and an engine that is back and says nothing. */
    private void silentWhileItIsRemoved() {
        world.running(BEN, "box");
        cutOff();
        world.computes.forget(BEN, "box");
        world.awaitGone("box");
        world.awaitIdle();
        reachAgain();
        world.provider.hold("remove given up");
        world.reconciler.wake("box");
        await().until(() -> world.provider.steps().getLast().equals("remove given up box"));
    }

    @Test
    void aSilentEngineHoldsUpNobodyOfThatName() {
        silentWhileItIsRemoved();

        world.running(CLEO, "box");
        world.computes.stop(CLEO, "box");
        world.awaitState("box", InstanceState.STOPPED);
        world.computes.delete(CLEO, "box");
        world.awaitGone("box");
        assertThat(world.instances.givenUp().all())
                .as("the engine is silent still")
                .hasSize(1);
        world.provider.release("remove given up");
        awaitNothingGivenUp("box");
        assertThat(world.provider.leftovers()).isEmpty();
    }

    @Test
    void aGatewayEndsThoughAnEngineIsSilent() {
        silentWhileItIsRemoved();
        world.reconciler.close();
        assertThat(world.reconciler.isIdle())
                .as("what was under way was told to end")
                .isTrue();
        world.provider.release("remove given up");
        world.restart();
        await().until(() -> world.instances.givenUp().all().isEmpty());
    }

    @Test
    void theQuotaIsFreeAtOnce() {
        Allowance one = new Allowance(new Limits(Map.of(Resource.INSTANCES, 1L)), Map.of());
        world.bounds = new Bounds(new Quotas(one, Allowance.unlimited(), true), IdleTerms.none());
        world.running(BEN, "box");
        assertThatThrownBy(() -> world.computes.create(BEN, "next", InstanceSpec.defaults()))
                .hasMessageContaining("quota");
        cutOff();
        world.computes.forget(BEN, "box");
        world.awaitGone("box");
        world.running(BEN, "next");
    }

    /** Its container may use them still, for all anybody knows. */
    @Test
    void itsGpusAreFreeWhenItIsGone() {
        GpuStore gpus = new GpuStore(world.database);
        List<String> cards = List.of("/dev/a");
        InstanceRecord box = world.running(BEN, "box");
        gpus.claim(box.place(), 1, cards);
        cutOff();
        world.computes.forget(BEN, "box");
        world.awaitGone("box");
        Place next = world.running(BEN, "box").place();
        assertThat(gpus.claim(next, 1, cards)).isInstanceOf(GpuClaims.Taken.class);
        reachAgain();
        awaitNothingGivenUp("box");
        assertThat(gpus.claim(next, 1, cards)).isEqualTo(new GpuClaims.Claimed(cards));
    }

    @Test
    void whoeverMayNotDeleteMayNotForget() {
        world.running(BEN, "box");
        world.computes.ensureLocal("ada");
        assertThatThrownBy(() -> world.computes.forget(CLEO, "box")).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> world.computes.forget(ADA, "local")).hasMessageContaining("can't be deleted");
        assertThatThrownBy(() -> world.computes.forget(ADA, "nobody")).hasMessageContaining("There is no instance");
        world.computes.forget(ADA, "box");
        world.awaitGone("box");
    }
}
