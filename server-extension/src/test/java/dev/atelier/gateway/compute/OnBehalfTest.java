package dev.atelier.gateway.compute;

import static dev.atelier.gateway.compute.World.ADA;
import static dev.atelier.gateway.compute.World.BEN;
import static dev.atelier.gateway.compute.World.CLEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.Event;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.PersonRole;
import dev.atelier.api.ProblemException;
import dev.atelier.api.SshHost;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.identity.Proof;
import dev.atelier.gateway.identity.Roster;
import dev.atelier.gateway.limit.Allowance;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Limits;
import dev.atelier.gateway.limit.Quotas;
import dev.atelier.gateway.limit.Resource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that an owner of the workspace creates for somebody else. */
class OnBehalfTest {
    private World world;
    private Roster roster;

    @BeforeEach
    void begin(@TempDir Path folder) {
        world = new World(folder);
        world.reconciler.start();
        roster = new Roster(world.database, Proof.of("token-of-ada"), List.of(world.instances::belongings));
    }

    @AfterEach
    void end() {
        world.close();
    }

    private InstanceRecord create(Principal who, String name, String person) {
        return world.computes.create(who, name, InstanceSpec.defaults().withCreateOnBehalfOf(Optional.of(person)));
    }

    private void assertRefused(int status, String words, Callable<?> call) {
        assertThatThrownBy(call::call)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(status));
    }

    @Test
    void theyAreThatPersonsAlone() {
        InstanceRecord made = create(ADA, "box", "Ben");
        assertThat(made.owner()).isEqualTo("ben");
        world.awaitState("box", InstanceState.RUNNING);
        assertThat(world.events.after(0))
                .filteredOn(event -> event.subject().equals("box"))
                .first()
                .extracting(Event::detail)
                .isEqualTo("For ben, created by ada.");
        world.computes.requireUser(BEN, made);
        assertRefused(403, "who alone uses what runs there", () -> {
            world.computes.requireUser(ADA, made);
            return made;
        });
        assertRefused(403, "belongs to ben", () -> world.computes.stop(CLEO, "box"));
        world.computes.stop(ADA, "box");
        world.awaitState("box", InstanceState.STOPPED);
        world.computes.start(BEN, "box");
        world.awaitState("box", InstanceState.RUNNING);
        world.computes.delete(ADA, "box");
        world.awaitGone("box");
    }

    @Test
    void askedAgainItIsTheSameOneAndNobodyElses() {
        InstanceRecord made = create(ADA, "box", "ben");
        assertThat(create(ADA, "box", "ben").generation()).isEqualTo(made.generation());
        assertThat(world.computes.create(BEN, "box", InstanceSpec.defaults()).generation())
                .isEqualTo(made.generation());
        assertThat(create(BEN, "box", "ben").generation()).as("for oneself").isEqualTo(made.generation());
        assertRefused(409, "it belongs to ben", () -> create(ADA, "box", "cleo"));
        assertRefused(409, "it belongs to ben", () -> world.computes.create(ADA, "box", InstanceSpec.defaults()));
    }

    @Test
    void onlyOwnersOfTheWorkspaceMayAndOnlyForWhoCanHaveOne() {
        assertRefused(403, "may not create an instance for somebody else", () -> create(BEN, "box", "cleo"));
        assertRefused(403, "may not create an instance for somebody else", () -> create(BEN, "box", "nobody"));
        assertRefused(403, "From inside an instance", () -> create(ADA.through("local"), "box", "ben"));
        assertRefused(404, "There is no person “nobody”", () -> create(ADA, "box", "nobody"));
        assertRefused(409, "“dora” is a reader", () -> create(ADA, "box", "dora"));
        InstanceSpec host = InstanceSpec.of(new SshHost("ada", "host", 22, Optional.empty()))
                .withCreateOnBehalfOf(Optional.of("ben"));
        assertRefused(400, "attached by its own owner", () -> world.computes.create(ADA, "box", host));
        roster.remove("cleo");
        assertRefused(404, "There is no person “cleo”", () -> create(ADA, "box", "cleo"));
        assertThat(world.computes.all()).isEmpty();
    }

    /** However many ask at once, for themselves and for them. */
    @Test
    void theyCountForThatPersonsQuota() throws Exception {
        Limits two = new Limits(Map.of(Resource.INSTANCES, 2L));
        world.bounds =
                new Bounds(new Quotas(new Allowance(two, Map.of()), Allowance.unlimited(), false), IdleTerms.none());
        List<Callable<InstanceRecord>> calls = IntStream.range(0, 8)
                .<Callable<InstanceRecord>>mapToObj(i -> () -> i % 2 == 0
                        ? create(ADA, "box" + i, "ben")
                        : world.computes.create(BEN, "box" + i, InstanceSpec.defaults()))
                .toList();
        int made = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<InstanceRecord> each : threads.invokeAll(calls)) {
                try {
                    assertThat(each.get().owner()).isEqualTo("ben");
                    made++;
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).hasMessageStartingWith("The quota of ben is 2 instances");
                }
            }
        }
        assertThat(made).isEqualTo(2);
        assertThat(world.computes.create(ADA, "own", InstanceSpec.defaults()).owner())
                .as("whoever created them has a quota of their own")
                .isEqualTo("ada");
    }

    /** Either the person goes, or the instance comes: never one that is nobody's. */
    @Test
    void aPersonWithInstancesIsNotRemovedHoweverCloseItIs() throws Exception {
        for (int i = 0; i < 20; i++) {
            String name = "person" + i;
            String box = "box" + i;
            roster.add(name, PersonRole.CONTRIBUTOR);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> created = threads.submit(() -> create(ADA, box, name));
                Future<?> removed = threads.submit(() -> roster.remove(name));
                assertThat(List.of(succeeded(created), succeeded(removed))).containsOnlyOnce(true);
            }
        }
    }

    private static boolean succeeded(Future<?> call) throws InterruptedException {
        try {
            call.get();
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(ProblemException.class);
            return false;
        }
    }
}
