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
import dev.atelier.api.KeepSpec;
import dev.atelier.api.PersonRole;
import dev.atelier.api.Schedule;
import dev.atelier.api.ScheduleAction;
import dev.atelier.api.ScheduleSpec;
import dev.atelier.api.ScheduleState;
import dev.atelier.api.SchedulesSpec;
import dev.atelier.api.Timestamps;
import dev.atelier.api.Trigger;
import dev.atelier.gateway.identity.Proof;
import dev.atelier.gateway.identity.Roster;
import dev.atelier.gateway.provider.FakeAgent;
import dev.atelier.gateway.schedule.Turn;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a clock that the test sets: nothing here waits for time to pass. Stops are at 18:00 UTC, starts at 9:00. */
class ScheduleWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final ScheduleSpec EVENING = stops("0 18 * * *");
    private static final ScheduleSpec MORNING = ScheduleSpec.of(
                    ScheduleAction.START, new Trigger.Cron("0 9 * * *", "UTC", Optional.empty()))
            .named("morning");

    /** Noon of the next day: what is written down by the computer's clock lies before it. */
    private final Instant noon = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36));

    private final Instant evening = noon.plus(Duration.ofHours(6));
    private final Instant morning = noon.plus(Duration.ofHours(21));
    private final AtomicReference<Instant> time = new AtomicReference<>(noon);

    private World world;
    private ScheduleWatch watch;
    private Schedules schedules;

    private static ScheduleSpec stops(String expression) {
        return ScheduleSpec.of(ScheduleAction.STOP, new Trigger.Cron(expression, "UTC", Optional.empty()))
                .named("night");
    }

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
        watch = new ScheduleWatch(
                world.instances,
                world.computes,
                world.agents,
                world.reconciler,
                world.occupation,
                new IdleWatch.Pace(time::get, OFTEN, Idleness.STANDARD));
        schedules = new Schedules(world.instances, world.computes, watch);
        watch.start();
    }

    private FakeAgent box() {
        world.running(BEN, "box");
        FakeAgent agent = world.provider.agent("box");
        agent.quietSince(Instant.now());
        return agent;
    }

    private void box(ScheduleSpec... specs) {
        box();
        for (ScheduleSpec spec : specs) {
            schedules.put(BEN, "box", spec.name().orElseThrow(), spec);
        }
    }

    private InstanceRecord record() {
        return world.instances.find("box").orElseThrow();
    }

    private Schedule night() {
        return schedules.of("box").stream()
                .filter(s -> s.name().equals("night"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> told() {
        return world.events.after(0).stream()
                .filter(e -> e.kind().equals("schedule"))
                .map(Event::state)
                .toList();
    }

    /** Another instance's own schedule has done what is due now: so the others were looked at too. */
    private void awaitLook() {
        String name = "probe" + time.get().toEpochMilli() % 100_000;
        world.running(ADA, name);
        world.provider.agent(name).quietSince(Instant.now());
        schedules.put(ADA, name, "every", stops("* * * * *").forced().named("every"));
        time.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
        world.awaitState(name, InstanceState.STOPPED);
    }

    @Test
    void stopsInTheEveningAndStartsInTheMorning() {
        box(EVENING, MORNING);
        assertThat(night().nextRun()).hasValue(evening);
        time.set(evening.minusSeconds(61));
        awaitLook();
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
        time.set(evening);
        InstanceRecord stopped = world.awaitState("box", InstanceState.STOPPED);
        assertThat(stopped.reason()).hasValue("Stopped by schedule “night”.");
        await().until(() -> night().nextRun().equals(Optional.of(evening.plus(Duration.ofDays(1)))));
        time.set(morning);
        world.awaitState("box", InstanceState.RUNNING);
        await().until(() -> told().equals(List.of("Done", "Done", "Done")) || told().size() > 3);
        assertThat(told()).containsOnly("Done");
    }

    @Test
    void whoIsAReaderByThenHasNothingStarted() {
        box(EVENING, MORNING);
        time.set(evening);
        world.awaitState("box", InstanceState.STOPPED);
        Roster roster = new Roster(world.database, Proof.of("token-of-ada"), List.of());
        roster.setRole("ben", PersonRole.READER);
        time.set(morning);
        await().until(() -> schedules.of("box").stream()
                .anyMatch(s -> s.note()
                        .filter(note -> note.startsWith("“ben” is a reader"))
                        .isPresent()));
        assertThat(record().state()).isEqualTo(InstanceState.STOPPED);
        roster.setRole("ben", PersonRole.CONTRIBUTOR);
        world.awaitState("box", InstanceState.RUNNING);
    }

    /** Whoever starts it again afterwards keeps it until the next evening. */
    @Test
    void doesItOnceAndNotAgain() {
        box(EVENING);
        time.set(evening);
        world.awaitState("box", InstanceState.STOPPED);
        await().until(() -> told().contains("Done"));
        world.computes.start(BEN, "box");
        world.awaitState("box", InstanceState.RUNNING);
        world.provider.agent("box").quietSince(Instant.now());
        awaitLook();
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
        time.set(evening.plus(Duration.ofDays(1)));
        world.awaitState("box", InstanceState.STOPPED);
    }

    @Test
    void whatIsAtWorkHasHalfAnHour() {
        box(EVENING);
        world.provider.agent("box").busyWith("kernel-of-train");
        time.set(evening);
        await().until(() -> night().waitsUntil().isPresent());
        assertThat(night().waitsUntil()).hasValue(evening.plus(Turn.PATIENCE));
        assertThat(night().nextRun()).hasValue(evening);
        assertThat(night().note()).hasValue("kernel train.ipynb is busy");
        time.set(evening.plus(Turn.PATIENCE).minusSeconds(61));
        awaitLook();
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
        time.set(evening.plus(Turn.PATIENCE));
        assertThat(world.awaitState("box", InstanceState.STOPPED).reason())
                .hasValue("Stopped by schedule “night”, though kernel train.ipynb is busy.");
        await().until(() -> night().note().isEmpty());
        assertThat(told()).startsWith("Waiting");
    }

    @Test
    void onceItIsQuietItStopsWithoutWaitingOn() {
        box(EVENING);
        world.occupation.jobs = 1;
        time.set(evening);
        await().until(() -> night().note().equals(Optional.of("1 job waits or runs")));
        world.occupation.jobs = 0;
        assertThat(world.awaitState("box", InstanceState.STOPPED).reason()).hasValue("Stopped by schedule “night”.");
    }

    @Test
    void anOwnerMayHaveItStoppedAtOnce() {
        box(EVENING.forced());
        world.provider.agent("box").busyWith("kernel-of-train");
        time.set(evening);
        world.awaitState("box", InstanceState.STOPPED);
    }

    @Test
    void oneThatIsKeptIsStoppedWhenThatEnds() {
        box(EVENING);
        Instant until = evening.plus(Duration.ofHours(2));
        world.instances.keepUntil("box", Optional.of(until));
        time.set(evening);
        await().until(() -> night().waitsUntil().equals(Optional.of(until)));
        time.set(until);
        world.awaitState("box", InstanceState.STOPPED);
        assertThat(KeepSpec.MOST).isGreaterThan(120);
    }

    @Test
    void oneThatDoesNotAnswerIsTakenForBusy() {
        box(EVENING);
        world.provider.agent("box").failWith(503);
        time.set(evening);
        await().until(() -> night().note().isPresent());
        assertThat(night().note().orElseThrow()).containsAnyOf("has not answered", "Unknown");
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
    }

    /** The gateway is down in the evening. */
    @Test
    void aStopThatWasMissedIsDoneByTheNextGateway() {
        box(EVENING);
        watch.close();
        time.set(evening.plus(Duration.ofHours(3)));
        world.restart();
        beginWatch();
        world.awaitState("box", InstanceState.STOPPED);
    }

    /** What was begun to be waited for goes on being waited for, as long as it was. */
    @Test
    void theNextGatewayWaitsOn() {
        box(EVENING);
        world.provider.agent("box").busyWith("kernel-of-train");
        time.set(evening);
        await().until(() -> night().waitsUntil().isPresent());
        watch.close();
        time.set(evening.plus(Duration.ofMinutes(10)));
        world.restart();
        beginWatch();
        await().until(() -> night().waitsUntil().isPresent());
        assertThat(night().waitsUntil()).hasValue(evening.plus(Turn.PATIENCE));
        time.set(evening.plus(Turn.PATIENCE));
        world.awaitState("box", InstanceState.STOPPED);
    }

    @Test
    void aStartThatWasMissedIsDoneLateForAShortTimeOnly() {
        box(MORNING);
        world.computes.stop(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
        watch.close();
        time.set(morning.plus(Turn.STARTS_LATE));
        beginWatch();
        world.awaitState("box", InstanceState.RUNNING);

        world.computes.stop(BEN, "box");
        world.awaitState("box", InstanceState.STOPPED);
        watch.close();
        time.set(morning.plus(Duration.ofDays(1)).plus(Turn.STARTS_LATE).plusSeconds(60));
        beginWatch();
        await().until(() -> schedules.of("box").getFirst().note().isPresent());
        assertThat(schedules.of("box").getFirst().note().orElseThrow())
                .isEqualTo("was not started: the gateway came 16 min too late, which is more than 15 min");
        assertThat(record().desired()).isEqualTo(Desired.STOPPED);
        assertThat(told()).endsWith("Missed");
    }

    /** Down from before the evening until after the morning: the start is what counts, and it runs already. */
    @Test
    void ofWhatWasMissedTheLatestCounts() {
        box(EVENING, MORNING);
        watch.close();
        time.set(morning.plus(Duration.ofHours(2)));
        beginWatch();
        await().until(() -> told().size() == 2);
        assertThat(told()).containsExactlyInAnyOrder("Superseded", "Done");
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
    }

    @Test
    void oneThatIsDisabledDoesNothingAndForgetsWhatItMissed() {
        box(EVENING);
        assertThat(schedules.turn(BEN, "box", "NIGHT", ScheduleState.DISABLED).nextRun())
                .isEmpty();
        time.set(evening);
        awaitLook();
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
        assertThat(schedules.turn(BEN, "box", "night", ScheduleState.ENABLED).nextRun())
                .hasValue(evening.plus(Duration.ofDays(1)));
        awaitLook();
        assertThat(record().desired()).isEqualTo(Desired.RUNNING);
        schedules.remove(BEN, "box", "night");
        assertThat(schedules.of("box")).isEmpty();
    }

    @Test
    void theyComeWithTheInstanceAndGoWithIt() {
        time.set(Instant.now());
        InstanceSpec spec = InstanceSpec.defaults()
                .withSchedules(new SchedulesSpec(List.of(
                        ScheduleSpec.of(ScheduleAction.STOP, EVENING.requiredTrigger()),
                        MORNING,
                        ScheduleSpec.of(
                                ScheduleAction.STOP, stops("30 23 * * *").requiredTrigger()))));
        world.computes.create(BEN, "box", spec);
        world.computes.create(BEN, "box", spec); // the same again is the same
        assertThat(schedules.of("box").stream().map(Schedule::name)).containsExactly("morning", "stop", "stop-2");
        assertThatThrownBy(() ->
                        world.computes.create(BEN, "box", spec.withSchedules(new SchedulesSpec(List.of(MORNING)))))
                .hasMessageContaining("already");
        world.awaitState("box", InstanceState.RUNNING);
        world.computes.delete(BEN, "box");
        world.awaitGone("box");
        assertThat(world.instances.schedules().all()).isEmpty();
    }

    @Test
    void nothingIsPlantedInTheNextInstanceOfTheName() {
        box(EVENING);
        world.provider.hold("remove");
        world.computes.delete(BEN, "box");
        assertThatThrownBy(() -> schedules.put(BEN, "box", "morning", MORNING)).hasMessageContaining("being deleted");
        assertThatThrownBy(() -> schedules.turn(BEN, "box", "night", ScheduleState.DISABLED))
                .hasMessageContaining("being deleted");
        assertThatThrownBy(() -> schedules.remove(BEN, "box", "night")).hasMessageContaining("being deleted");
        world.provider.release("remove");
        world.awaitGone("box");
        world.database.write(h -> ScheduleStore.put(h, "Box", EVENING, Timestamps.format(noon)));
        world.running(CLEO, "box");
        assertThat(schedules.of("box")).isEmpty();
    }

    /** The gateway's computer began with its clock years ahead, and was then told the time. */
    @Test
    void aClockThatWasAheadKeepsNothingFromItsTime() {
        box(EVENING);
        time.set(evening.plus(Duration.ofDays(1500)));
        world.awaitState("box", InstanceState.STOPPED);
        await().until(() -> told().contains("Done"));
        time.set(noon);
        await().until(() -> !world.instances.schedules().of("box").getFirst().isAheadOf(noon));
        world.computes.start(BEN, "box");
        world.awaitState("box", InstanceState.RUNNING);
        world.provider.agent("box").quietSince(Instant.now());
        assertThat(night().nextRun()).hasValue(evening);
        time.set(evening);
        world.awaitState("box", InstanceState.STOPPED);
    }

    @Test
    void aClockThatWasAheadMakesNothingWaitLonger() {
        box(EVENING);
        world.provider.agent("box").busyWith("kernel-of-train");
        time.set(evening.plus(Duration.ofDays(1500)));
        await().until(() -> night().waitsUntil().isPresent());
        time.set(noon);
        await().until(() -> night().note().isEmpty());
        time.set(evening);
        await().until(() -> night().waitsUntil().equals(Optional.of(evening.plus(Turn.PATIENCE))));
        time.set(evening.plus(Turn.PATIENCE));
        world.awaitState("box", InstanceState.STOPPED);
    }

    /** One changes what it does while the other turns it off: what is written is off, and the change. */
    @Test
    void turningItOffTakesNoChangeBack() throws InterruptedException {
        box(EVENING);
        ScheduleSpec other = stops("30 19 * * *");
        for (int round = 0; round < 50; round++) {
            schedules.put(BEN, "box", "night", EVENING);
            Thread changes = Thread.startVirtualThread(() -> schedules.put(BEN, "box", "night", other));
            schedules.turn(BEN, "box", "night", ScheduleState.DISABLED);
            changes.join();
            assertThat(night().trigger()).isEqualTo(other.requiredTrigger());
        }
    }

    @Test
    void aNameThatIsNoSchedulesIsNotTurned() {
        box(EVENING);
        assertThatThrownBy(() -> schedules.turn(BEN, "box", "other", ScheduleState.DISABLED))
                .hasMessageContaining("It has: night");
    }

    @Test
    void itsOwnerDecidesAndLocalHasNone() {
        box(EVENING);
        assertThatThrownBy(() -> schedules.put(CLEO, "box", "night", EVENING)).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> schedules.remove(CLEO, "box", "night")).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> schedules.turn(CLEO, "box", "night", ScheduleState.DISABLED))
                .hasMessageContaining("belongs to ben");
        world.computes.ensureLocal("ada");
        assertThatThrownBy(() -> schedules.put(ADA, "local", "night", EVENING))
                .hasMessageContaining("is this computer");
        assertThatThrownBy(() -> world.computes.create(
                        ADA, "local", InstanceSpec.defaults().withSchedules(new SchedulesSpec(List.of(EVENING)))))
                .hasMessageContaining("by a schedule");
    }

    @Test
    void thereIsABoundAndEachHasItsName() {
        box();
        for (int i = 0; i < NewSchedules.MOST; i++) {
            schedules.put(BEN, "box", "night-" + i, EVENING);
        }
        schedules.put(BEN, "box", "NIGHT-0", EVENING); // instead of the one that is called so
        assertThatThrownBy(() -> schedules.put(BEN, "box", "one-more", EVENING)).hasMessageContaining("at most 20");
        assertThatThrownBy(() -> schedules.put(BEN, "box", "x", EVENING)).hasMessageContaining("no name for");
        assertThatThrownBy(() -> schedules.remove(BEN, "box", "other")).hasMessageContaining("It has: night-0");
    }
}
