package dev.atelier.gateway.compute;

import static dev.atelier.gateway.compute.World.ADA;
import static dev.atelier.gateway.compute.World.BEN;
import static dev.atelier.gateway.compute.World.CLEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.IdleShutdown;
import dev.atelier.api.IdleSpec;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.KeepSpec;
import dev.atelier.gateway.provider.FakeAgent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a clock that the test sets: nothing here waits for time to pass. */
class IdleWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final AtomicReference<Instant> time =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(60));

    private World world;
    private IdleWatch watch;
    private IdleRules rules;

    @BeforeEach
    void begin(@TempDir Path folder) {
        world = new World(folder);
        beginWatch();
    }

    @AfterEach
    void end() {
        watch.close();
        world.close();
    }

    private void beginWatch() {
        IdleWatch.Pace pace = new IdleWatch.Pace(time::get, OFTEN, Idleness.STANDARD);
        watch = new IdleWatch(world.instances, world.agents, world.reconciler, world.occupation, pace);
        rules = new IdleRules(world.instances, world.computes, watch, world.quotas);
        watch.start();
    }

    /** Who looks at a new instance sees what becomes of it, not that nobody has asked yet. */
    @Test
    void whatHasJustBegunIsLookedAtAtOnce() {
        watch.close();
        watch = new IdleWatch(
                world.instances,
                world.agents,
                world.reconciler,
                world.occupation,
                new IdleWatch.Pace(time::get, Duration.ofHours(1), Idleness.STANDARD));
        watch.start();
        box();
        world.computes.create(BEN, "other", InstanceSpec.defaults()); // its agent tells of times by now
        await().until(() -> outlook().stopsOn().isPresent());
    }

    private FakeAgent box() {
        world.computes.create(BEN, "box", InstanceSpec.defaults().withIdleMinutes(Optional.of(30)));
        world.awaitState("box", InstanceState.RUNNING);
        FakeAgent agent = world.provider.agent("box");
        agent.quietSince(time.get());
        return agent;
    }

    private InstanceRecord record() {
        return world.instances.find("box").orElseThrow();
    }

    private IdleShutdown outlook() {
        return watch.outlook(record()).orElseThrow();
    }

    private void pass(Duration span) {
        time.updateAndGet(now -> now.plus(span));
    }

    /** Whole questions that begin after this are answered: what is so now has been judged. */
    private void awaitLooks() {
        long before = looks();
        await().until(() -> looks() > before + 3);
    }

    private long looks() {
        return world.provider.agent("box").calls().stream()
                .filter("GET /agent/v1/usage"::equals)
                .count();
    }

    private void staysThroughAnHour() {
        pass(Duration.ofHours(1));
        awaitLooks();
        assertThat(record().state()).isEqualTo(InstanceState.RUNNING);
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
    }

    @Test
    void stopsWithItsWordsAndStartsAgain() {
        box();
        await().until(() -> outlook().stopsOn().isPresent());
        assertThat(outlook())
                .isEqualTo(new IdleShutdown(
                        Optional.of(time.get().plus(LIMIT)),
                        Optional.of(time.get()),
                        Optional.empty(),
                        "no kernel busy, no job, CPU 0 %"));
        pass(LIMIT);
        InstanceRecord stopped = world.awaitState("box", InstanceState.STOPPED);
        String reason = "Idle for 30 min: no kernel busy, no job, CPU 0 %.";
        assertThat(stopped.reason()).hasValue(reason);
        assertThat(watch.outlook(stopped)).isEmpty();
        assertThat(world.events.after(0).stream()
                        .filter(e -> e.detail().equals(reason))
                        .map(e -> e.state()))
                .containsExactly("Stopping", "Stopped");
        world.computes.start(BEN, "box");
        InstanceRecord again = world.awaitState("box", InstanceState.RUNNING);
        assertThat(again.reason()).isEmpty();
        assertThat(again.idle().minutes()).hasValue(30);
    }

    @Test
    void aBusyKernelKeepsItByTheNameOfItsNotebook() {
        box().busyWith("kernel-of-train");
        staysThroughAnHour();
        assertThat(outlook().why()).isEqualTo("kernel train.ipynb is busy");
        assertThat(outlook().stopsOn()).isEmpty();
    }

    @Test
    void jobsKernelsThatStartAndProgramsKeepIt() {
        FakeAgent agent = box();
        world.occupation.jobs = 1;
        staysThroughAnHour();
        world.occupation.jobs = 0;
        world.occupation.starts = 1;
        awaitLooks();
        staysThroughAnHour();
        world.occupation.starts = 0;
        agent.uses(0.5);
        awaitLooks();
        staysThroughAnHour();
    }

    /** The work was done an instant ago, though the agent's own last word is an hour old. */
    @Test
    void countsFromTheEndOfTheWorkAlsoInANewGateway() {
        FakeAgent agent = box();
        agent.uses(0.5);
        staysThroughAnHour();
        Instant worked = time.get();
        watch.close();
        agent.uses(0);
        world.restart();
        beginWatch();
        await().until(() -> world.agents.of("box").isPresent());
        await().until(() -> outlook().idleSince().isPresent());
        assertThat(outlook().idleSince()).hasValue(worked);
        pass(LIMIT.minusSeconds(1));
        awaitLooks();
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
        pass(Duration.ofSeconds(1));
        world.awaitState("box", InstanceState.STOPPED);
    }

    @Test
    void oneThatDoesNotAnswerIsLeftAlone() {
        FakeAgent agent = box();
        await().until(() -> outlook().stopsOn().isPresent());
        agent.failWith(503);
        pass(Duration.ofDays(1));
        await().until(() -> outlook().stopsOn().isEmpty());
        assertThat(outlook().why()).contains("nothing is decided");
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
    }

    /** A cell is run between the decision and the stop: by the second question it is there. */
    @Test
    void askedAgainJustBeforeTheStopItMayBeUsed() {
        FakeAgent agent = box();
        await().until(() -> outlook().stopsOn().isPresent());
        AtomicBoolean begun = new AtomicBoolean();
        agent.beforeStatus(
                () -> { // after the list of kernels was given, which so was of an idle one when its time was over
                    if (begun.compareAndSet(false, true)) {
                        agent.busyWith("kernel-of-train");
                        pass(Duration.ofHours(1));
                    }
                });
        await().untilTrue(begun);
        staysThroughAnHour();
        assertThat(outlook().why()).isEqualTo("kernel train.ipynb is busy");
    }

    @Test
    void keepingHoldsUntilItsEndOrUntilItIsTakenBack() throws Exception {
        box();
        rules.keep(BEN, "box", KeepSpec.of(120));
        Instant until = time.get().plus(Duration.ofHours(2));
        assertThat(outlook().keptUntil()).hasValue(until);
        staysThroughAnHour();
        assertThat(outlook().stopsOn()).hasValue(until);
        rules.release(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
    }

    @Test
    void itIsKeptWhileAProcessRuns() throws Exception {
        FakeAgent agent = box();
        rules.keep(BEN, "box", KeepSpec.during(4711, Optional.empty()));
        await().until(() -> outlook().why().equals("process 4711 (python3) runs, for which it is kept"));
        staysThroughAnHour();
        agent.keptProcessEnds();
        await().until(() -> outlook().stopsOn().isPresent());
        pass(Duration.ofMinutes(30));
        world.awaitState("box", InstanceState.STOPPED);
    }

    @Test
    void aProcessIsLetGoWithTheRest() throws Exception {
        box();
        rules.keep(BEN, "box", KeepSpec.during(4711, Optional.of(60)));
        await().until(() -> outlook().why().startsWith("process 4711"));
        rules.release(BEN, "box");
        await().until(() -> outlook().stopsOn().isPresent());
    }

    /** Nobody finds it stopped by the rule that they have just given it. */
    @Test
    void aNewRuleCountsFromNow() {
        box();
        rules.lift(ADA, "box");
        world.computes.create(BEN, "other", InstanceSpec.defaults().withIdleMinutes(Optional.of(30)));
        world.awaitState("other", InstanceState.RUNNING);
        world.provider.agent("other").quietSince(time.get());
        pass(Duration.ofHours(1));
        world.awaitState("other", InstanceState.STOPPED); // so it was looked around
        assertThat(record().state()).isEqualTo(InstanceState.RUNNING);
        assertThat(watch.outlook(record())).isEmpty();
        rules.set(BEN, "box", IdleSpec.of(15));
        awaitLooks();
        assertThat(outlook().stopsOn()).hasValue(time.get().plus(Duration.ofMinutes(15)));
        pass(Duration.ofMinutes(15));
        world.awaitState("box", InstanceState.STOPPED);
    }

    @Test
    void itsOwnerDecidesAndLocalIsNeverStopped() {
        box();
        assertThatThrownBy(() -> rules.set(CLEO, "box", IdleSpec.of(15))).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> rules.keep(CLEO, "box", KeepSpec.of(15))).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> rules.release(CLEO, "box")).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> rules.lift(CLEO, "box")).hasMessageContaining("belongs to ben");
        world.computes.ensureLocal("ada");
        assertThatThrownBy(() -> rules.set(ADA, "local", IdleSpec.of(15))).hasMessageContaining("is this computer");
        assertThatThrownBy(() -> world.computes.create(
                        ADA, "local", InstanceSpec.defaults().withIdleMinutes(Optional.of(15))))
                .hasMessageContaining("can't be stopped when it is idle");
    }

    /** What was judged is not so any more by the time the store is to write it down. */
    @Test
    void theStoreRefusesWhatWasOvertaken() throws Exception {
        watch.close();
        box();
        InstanceRecord judged = record();
        world.database.write(h -> h.execute("INSERT INTO job (name, owner, compute, command, folder, environment, log,"
                + " state, created) VALUES ('j', 'ben', 'Box', '[]', '', '{}', '', 'QUEUED', '')"));
        assertThat(world.instances.stopIdle(judged, "idle")).isFalse();
        world.database.write(h -> h.execute("DELETE FROM job"));
        rules.keep(BEN, "box", KeepSpec.of(1));
        assertThat(world.instances.stopIdle(judged, "idle")).isFalse();
        InstanceRecord kept = record();
        world.instances.active("box", time.get(), time.get());
        assertThat(world.instances.stopIdle(kept, "idle")).isFalse();
        InstanceRecord active = record();
        world.computes.restart(BEN, "box");
        assertThat(world.instances.stopIdle(active, "idle")).isFalse();
        world.awaitState("box", InstanceState.RUNNING);
    }

    @Test
    void activityIsNeverTakenBack() {
        watch.close();
        box();
        world.instances.active("box", time.get(), time.get());
        world.instances.active("box", time.get().minusSeconds(1), time.get());
        assertThat(record().idle().active()).hasValue(time.get());
    }

    /** The gateway's computer began with its clock years ahead, and was then told the time. */
    @Test
    void aClockThatWasAheadKeepsNothingRunning() {
        FakeAgent agent = box();
        Instant now = time.get();
        agent.uses(0.5);
        awaitLooks();
        pass(Duration.ofDays(1500));
        awaitLooks();
        assertThat(record().idle().active().filter(now.plus(LIMIT)::isBefore)).isPresent();
        agent.uses(0);
        time.set(now);
        await().until(() -> record().idle().active().filter(now::isBefore).isEmpty());
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
        pass(LIMIT);
        world.awaitState("box", InstanceState.STOPPED);
    }

    /** Its last activity was a moment ago; by its own clock it is hours since. */
    @Test
    void aHostsWrongClockStopsNothing() {
        FakeAgent agent = box();
        Duration behind = Duration.ofHours(5);
        agent.clock(() -> Instant.now().minus(behind));
        Instant last = Instant.now().plusSeconds(600);
        agent.quietSince(last.minus(behind));
        time.set(last.plusSeconds(60));
        await().until(() ->
                outlook().idleSince().filter(last.minusSeconds(60)::isBefore).isPresent());
        awaitLooks();
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
    }

    /** An agent runs what its people put there; it must not keep the others from being judged, nor the list from being read. */
    @Test
    void oneThatTellsNonsenseHarmsNobodyElse() {
        FakeAgent box = box();
        world.computes.create(BEN, "other", InstanceSpec.defaults().withIdleMinutes(Optional.of(30)));
        world.awaitState("other", InstanceState.RUNNING);
        world.provider.agent("other").quietSince(time.get());
        Instant end = Instant.parse("+999999999-01-01T00:00:00Z");
        Instant begin = Instant.parse("-999999999-01-01T00:00:00Z");
        box.clock(() -> begin);
        box.quietSince(end);
        await().until(() -> outlook().why().contains("nothing is decided"));
        awaitLooks();
        pass(LIMIT);
        world.awaitState("other", InstanceState.STOPPED);
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
    }
}
