package dev.atelier.gateway.compute;

import static dev.atelier.gateway.compute.World.ADA;
import static dev.atelier.gateway.compute.World.BEN;
import static dev.atelier.gateway.compute.World.CLEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.IdleSpec;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.KeepSpec;
import dev.atelier.api.Problem;
import dev.atelier.api.ProblemException;
import dev.atelier.api.QuotaUse;
import dev.atelier.api.Size;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.limit.Allowance;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.Claim;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Limits;
import dev.atelier.gateway.limit.Quotas;
import dev.atelier.gateway.limit.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What instances hold of quotas over their lives, with a real store and a reconciler. */
class QuotaBookTest {
    private static final InstanceSpec LARGE = InstanceSpec.defaults().withSize(Optional.of("large"));

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

    private void quota(long instances, boolean stoppedHold) {
        world.bounds = new Bounds(
                new Quotas(
                        new Allowance(new Limits(Map.of(Resource.INSTANCES, instances)), Map.of()),
                        Allowance.unlimited(),
                        stoppedHold),
                IdleTerms.none());
    }

    private void idle(IdleTerms terms) {
        world.bounds = new Bounds(Quotas.none(), terms);
    }

    private void stopped(String name) {
        world.running(BEN, name);
        world.computes.stop(BEN, name);
        world.awaitState(name, InstanceState.STOPPED);
    }

    private QuotaUse own(Principal who) {
        return world.quotas.shown(who).uses().getFirst();
    }

    private static void refused(Callable<?> wish) {
        assertThatThrownBy(wish::call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).as(e.getMessage()).isEqualTo("quota-exceeded"));
    }

    @Test
    void theSecondIsRefusedUntilTheFirstIsGone() {
        quota(1, true);
        world.running(BEN, "one");
        refused(() -> world.computes.create(BEN, "two", InstanceSpec.defaults()));
        assertThat(world.instances.find("two")).isEmpty();
        assertThat(world.events.after(0)).noneMatch(e -> e.subject().equals("two"));
        world.running(CLEO, "hers");

        world.provider.hold("remove");
        world.computes.delete(BEN, "one");
        world.awaitState("one", InstanceState.DELETING);
        refused(() -> world.computes.create(BEN, "two", InstanceSpec.defaults()));
        world.provider.release("remove");
        world.awaitGone("one");
        world.running(BEN, "two");
    }

    @Test
    void aStoppedOneHoldsItsQuotaAndStartsWhateverTheQuotaIsByNow() {
        quota(1, true);
        stopped("one");
        refused(() -> world.computes.create(BEN, "two", InstanceSpec.defaults()));
        quota(0, true);
        world.computes.start(BEN, "one");
        world.awaitState("one", InstanceState.RUNNING);
    }

    @Test
    void whereAStoppedOneHoldsNothingItNeedsRoomToStartOrRestart() {
        quota(1, false);
        stopped("one");
        world.running(BEN, "two");
        refused(() -> world.computes.start(BEN, "one"));
        refused(() -> world.computes.restart(BEN, "one"));
        assertThat(world.instances.find("one").orElseThrow().desired()).isEqualTo(Desired.STOPPED);
        assertThat(own(BEN).heldBy()).containsExactly("two");
        world.computes.restart(BEN, "two"); // holds what it takes all the time
        world.awaitState("two", InstanceState.RUNNING);
        world.computes.stop(BEN, "two");
        world.awaitState("two", InstanceState.STOPPED);
        world.computes.restart(BEN, "one");
        world.awaitState("one", InstanceState.RUNNING);
        assertThat(own(BEN).heldBy()).containsExactly("one");
    }

    /** What has given its quota back does not hold it again while it is deleted. */
    @Test
    void aStoppedOneThatIsDeletedTakesNothingBack() {
        quota(1, false);
        stopped("one");
        world.running(BEN, "two");
        world.provider.hold("remove");
        world.computes.delete(BEN, "one");
        world.awaitState("one", InstanceState.DELETING);
        assertThat(own(BEN).heldBy()).containsExactly("two");
        world.provider.release("remove");
        world.awaitGone("one");
    }

    /** Until it has come to its end there is something of it. */
    @Test
    void oneThatIsBeingStoppedHoldsItsQuota() {
        quota(1, false);
        world.running(BEN, "one");
        world.provider.hold("stop");
        world.computes.stop(BEN, "one");
        refused(() -> world.computes.create(BEN, "two", InstanceSpec.defaults()));
        world.provider.release("stop");
        world.awaitState("one", InstanceState.STOPPED);
        world.running(BEN, "two");
    }

    @Test
    void anotherTryAtOneThatFailedNeedsRoomToo() {
        quota(1, false);
        world.provider.fail(
                "prepare", Problem.of(500, "no-space", "The disk is full.").asException());
        world.computes.create(BEN, "one", InstanceSpec.defaults());
        world.awaitState("one", InstanceState.CREATE_FAILED);
        world.provider.heal("prepare");
        world.running(BEN, "two");
        refused(() -> world.computes.create(BEN, "one", InstanceSpec.defaults()));
        refused(() -> world.computes.start(BEN, "one"));
        world.computes.delete(BEN, "two");
        world.awaitGone("two");
        world.computes.create(BEN, "one", InstanceSpec.defaults());
        world.awaitState("one", InstanceState.RUNNING);
    }

    /** Who asks again with what they saw before the first of them had it begun finds it where it is. */
    @Test
    void whoeverComesLateBeginsNothing() {
        world.running(BEN, "one");
        assertThat(world.instances.begin("one", Desired.STOPPED, InstanceState.CREATING, Check.none()))
                .map(InstanceRecord::state)
                .hasValue(InstanceState.RUNNING);
        assertThat(world.instances.begin("gone", Desired.STOPPED, InstanceState.CREATING, Check.none()))
                .isEmpty();
    }

    @Test
    void aLoweredQuotaStopsNothingAndRefusesWhatIsNew() {
        quota(3, false);
        world.running(BEN, "one");
        stopped("two");
        quota(0, false);
        assertThat(world.computes.create(BEN, "one", InstanceSpec.defaults()).state())
                .isEqualTo(InstanceState.RUNNING);
        world.restart();
        world.awaitState("one", InstanceState.RUNNING);
        world.computes.restart(BEN, "one");
        world.awaitState("one", InstanceState.RUNNING);
        refused(() -> world.computes.create(BEN, "three", InstanceSpec.defaults()));
        refused(() -> world.computes.start(BEN, "two"));
        assertThat(own(BEN).instances()).isEqualTo(new QuotaUse.Amount(1, Optional.of(0L)));
    }

    /** It is in the store before the provider is asked for anything, and the next gateway finds it there. */
    @Test
    void whatAKilledGatewayHadWrittenCounts() {
        quota(1, true);
        world.provider.hold("prepare");
        world.computes.create(BEN, "one", InstanceSpec.defaults());
        world.restart();
        refused(() -> world.computes.create(BEN, "two", InstanceSpec.defaults()));
        world.provider.release("prepare");
        world.awaitState("one", InstanceState.RUNNING);
        assertThat(own(BEN).heldBy()).containsExactly("one");
    }

    /** An earlier version wrote nothing of quotas; its instances count as their sizes are. */
    @Test
    void instancesOfAnEarlierVersionCount() {
        world.instances.insert("old", "ben", "local", "large", InstanceSpec.defaults());
        world.instances.insert("odd", "ben", "local", "not-offered-any-more", InstanceSpec.defaults());
        world.instances.insert("gone", "ben", "elsewhere", "large", InstanceSpec.defaults());
        assertThat(own(BEN).instances().used()).isEqualTo(3);
        assertThat(own(BEN).cores().used()).isEqualTo(2);
        assertThat(world.instances.find("old").orElseThrow().hold().claim())
                .hasValue(new Claim(Size.GENERAL, 2, 2L << 30, 0));
        quota(3, true);
        refused(() -> world.computes.create(BEN, "new", InstanceSpec.defaults()));
    }

    /** A size may mean something else by now, or be gone; what was made with it is as it was. */
    @Test
    void whatAnInstanceTakesIsWhatItsSizeWas() {
        Claim was = new Claim("earlier", 8, 64L << 30, 2);
        NewInstance big =
                new NewInstance("big", "ben", "ben", "local", "small", InstanceSpec.defaults(), Optional.of(was));
        world.instances.insert(big, Check.none());
        world.restart();
        world.awaitState("big", InstanceState.RUNNING);
        QuotaUse use = own(BEN);
        assertThat(use.cores().used()).isEqualTo(8);
        assertThat(use.memory().used()).isEqualTo(64L << 30);
        assertThat(use.gpus().used()).isEqualTo(2);
        assertThat(world.quotas.shown(BEN).uses().get(1).family()).hasValue("earlier");
    }

    @Test
    void thisComputerCountsForNothing() {
        quota(0, true);
        world.computes.ensureLocal("ada");
        world.awaitState("local", InstanceState.RUNNING);
        assertThat(own(ADA).instances()).isEqualTo(new QuotaUse.Amount(0, Optional.of(0L)));
        world.computes.restart(ADA, "local");
        world.awaitState("local", InstanceState.RUNNING);
    }

    @Test
    void sizesSayHowManyMoreThereMayBe() {
        world.bounds = new Bounds(
                new Quotas(
                        new Allowance(new Limits(Map.of(Resource.CORES, 5L)), Map.of()),
                        new Allowance(
                                Limits.none(), Map.of(Size.GENERAL, new Limits(Map.of(Resource.MEMORY, 4L << 30)))),
                        true),
                IdleTerms.none());
        assertThat(world.quotas.withLeft(BEN, world.pools.sizes()))
                .extracting(Size::left)
                .containsExactly(Optional.of(4), Optional.of(2));
        world.computes.create(BEN, "one", LARGE);
        assertThat(world.quotas.withLeft(BEN, world.pools.sizes()))
                .extracting(Size::left)
                .containsExactly(Optional.of(2), Optional.of(1));
        world.bounds = Bounds.none();
        assertThat(world.quotas.withLeft(BEN, world.pools.sizes()))
                .extracting(Size::left)
                .containsOnly(Optional.empty());
    }

    /** Whoever comes at the same time, and whatever the reconciler does meanwhile: no moment sees more than the quotas. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noMomentSeesMoreThanTheQuotas(boolean stoppedHold) throws Exception {
        world.bounds = new Bounds(
                new Quotas(
                        new Allowance(new Limits(Map.of(Resource.INSTANCES, 3L, Resource.CORES, 4L)), Map.of()),
                        new Allowance(new Limits(Map.of(Resource.CORES, 6L)), Map.of()),
                        stoppedHold),
                IdleTerms.none());
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> looks = threads.submit(() -> {
                int looked = 0;
                while (!over.get()) {
                    assertWithin(stoppedHold);
                    looked++;
                    Thread.sleep(1);
                }
                return looked;
            });
            List<Callable<Integer>> people = new Random(1)
                    .ints(8)
                    .mapToObj(seed -> (Callable<Integer>) () -> live(seed))
                    .toList();
            int refused = 0;
            for (Future<Integer> person : threads.invokeAll(people)) {
                refused += person.get();
            }
            over.set(true);
            assertThat(looks.get()).isPositive();
            assertThat(refused).as("else nothing was tried").isPositive();
        }
        for (InstanceRecord instance : world.instances.all()) {
            world.instances.want(instance.name(), Desired.DELETED, InstanceState.DELETING); // if it is there still
            world.reconciler.wake(instance.name());
            world.awaitGone(instance.name());
        }
        assertThat(world.quotas.shown(BEN).uses())
                .allSatisfy(use ->
                        assertThat(use.instances().used() + use.cores().used()).isZero());
        assertThat(world.provider.overlaps()).isEmpty();
    }

    /** @return how often the quotas held them back */
    private int live(long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int step = 0; step < 60; step++) {
            Principal who = random.nextBoolean() ? BEN : CLEO;
            String name = who.person() + random.nextInt(5);
            try {
                switch (random.nextInt(5)) {
                    case 0, 1 ->
                        world.computes.create(who, name, random.nextBoolean() ? LARGE : InstanceSpec.defaults());
                    case 2 -> world.computes.stop(who, name);
                    case 3 -> world.computes.start(who, name);
                    default -> world.computes.delete(who, name);
                }
            } catch (ProblemException e) {
                assertThat(e.problem().code())
                        .isIn("quota-exceeded", "unknown-instance", "being-deleted", "instance-exists");
                refused += e.problem().code().equals("quota-exceeded") ? 1 : 0;
            }
        }
        return refused;
    }

    private void assertWithin(boolean stoppedHold) {
        List<InstanceRecord> held = world.instances.all().stream()
                .filter(i -> stoppedHold || !i.hold().resting())
                .toList();
        for (String person : List.of("ben", "cleo")) {
            List<InstanceRecord> own =
                    held.stream().filter(i -> i.owner().equals(person)).toList();
            assertThat(own).hasSizeLessThanOrEqualTo(3);
            assertThat(cores(own)).isLessThanOrEqualTo(4);
        }
        assertThat(cores(held)).isLessThanOrEqualTo(6);
    }

    private static long cores(List<InstanceRecord> instances) {
        return instances.stream()
                .mapToLong(i -> i.hold().claim().orElseThrow().cores())
                .sum();
    }

    @Test
    void anInstanceGetsTheTimeThatTheOperatorGives() throws Exception {
        idle(new IdleTerms(Optional.of(30), Optional.of(240), Optional.of(60), Set.of("cleo")));
        InstanceSpec silent = InstanceSpec.defaults();
        assertThat(world.computes.create(BEN, "one", silent).idle().minutes()).hasValue(30);
        assertThat(world.computes.create(BEN, "one", silent).idle().minutes())
                .as("the same again is the same")
                .hasValue(30);
        assertThat(world.computes.create(CLEO, "hers", silent).idle().minutes()).isEmpty();
        assertThatThrownBy(() -> world.computes.create(BEN, "two", silent.withIdleMinutes(Optional.of(241))))
                .hasMessageContaining("at the latest");
        assertThatThrownBy(() -> world.computes.create(BEN, "two", silent.withIdleMinutes(Optional.of(IdleSpec.NEVER))))
                .hasMessageContaining("not never");
        InstanceSpec never = silent.withIdleMinutes(Optional.of(IdleSpec.NEVER));
        assertThatThrownBy(() -> world.computes.create(BEN, "one", never)).hasMessageContaining("already");

        IdleRules rules = new IdleRules(world.instances, world.computes, world.idle, world.quotas);
        assertThatThrownBy(() -> rules.set(ADA, "one", IdleSpec.of(300)))
                .as("it is the instance's owner who counts")
                .hasMessageContaining("an instance of ben");
        assertThatThrownBy(() -> rules.lift(BEN, "one")).hasMessageContaining("not never");
        assertThatThrownBy(() -> rules.keep(BEN, "one", KeepSpec.of(61))).hasMessageContaining("kept for 1 h");
        assertThat(rules.set(BEN, "one", IdleSpec.of(240)).idle().minutes()).hasValue(240);
        assertThat(rules.lift(CLEO, "hers").idle().minutes()).isEmpty();
        rules.keep(BEN, "one", KeepSpec.of(60));

        idle(new IdleTerms(Optional.empty(), Optional.of(15), Optional.empty(), Set.of()));
        assertThat(world.computes.create(BEN, "one", silent).idle().minutes())
                .as("what is there keeps its time")
                .hasValue(240);
        idle(new IdleTerms(Optional.of(30), Optional.empty(), Optional.empty(), Set.of()));
        assertThat(world.computes.create(BEN, "two", never).idle().minutes()).isEmpty();
        assertThat(world.computes.create(BEN, "two", never).idle().minutes()).isEmpty();
    }
}
