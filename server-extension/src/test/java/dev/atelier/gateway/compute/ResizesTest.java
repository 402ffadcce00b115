package dev.atelier.gateway.compute;

import static dev.atelier.gateway.compute.World.ADA;
import static dev.atelier.gateway.compute.World.BEN;
import static dev.atelier.gateway.compute.World.CLEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.Event;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.ProblemException;
import dev.atelier.api.ResizeSpec;
import dev.atelier.gateway.identity.Principal;
import dev.atelier.gateway.limit.Allowance;
import dev.atelier.gateway.limit.Bounds;
import dev.atelier.gateway.limit.IdleTerms;
import dev.atelier.gateway.limit.Limits;
import dev.atelier.gateway.limit.Quotas;
import dev.atelier.gateway.limit.Resource;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The memory provider's sizes are small, of one core, and large, of two. */
class ResizesTest {
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

    private InstanceRecord resize(Principal who, String name, String size) throws IOException, InterruptedException {
        return world.resizes.resize(who, name, new ResizeSpec(Optional.of(size)));
    }

    private void stopped(String name) {
        world.running(BEN, name);
        world.computes.stop(BEN, name);
        world.awaitState(name, InstanceState.STOPPED);
    }

    private void cores(long most, boolean stoppedHold) {
        world.bounds = new Bounds(
                new Quotas(
                        new Allowance(new Limits(Map.of(Resource.CORES, most)), Map.of()),
                        Allowance.unlimited(),
                        stoppedHold),
                IdleTerms.none());
    }

    @Test
    void aStoppedOneHasItsNewSizeFromItsNextStartOn() throws Exception {
        stopped("box");
        InstanceRecord resized = resize(BEN, "box", "large");
        assertThat(resized.size()).isEqualTo("large");
        assertThat(resized.state()).isEqualTo(InstanceState.STOPPED);
        Event news = world.events.after(0).getLast();
        assertThat(news.subject()).isEqualTo("box");
        assertThat(news.state()).isEqualTo("Stopped");
        assertThat(news.detail()).isEqualTo("From its next start on its size is large; it was small.");
        assertThat(new Specs(world.instances, world.computes, world.quotas)
                        .of(BEN, "box")
                        .size())
                .hasValue("large");
        world.computes.start(BEN, "box");
        InstanceRecord runs = world.awaitState("box", InstanceState.RUNNING);
        assertThat(runs.place().size()).isEqualTo("large");
        assertThat(runs.generation()).isEqualTo(resized.generation());
    }

    @ParameterizedTest
    @EnumSource(
            value = InstanceState.class,
            names = {"STOPPED", "CREATE_FAILED", "SETUP_FAILED"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatIsNotStoppedIsTold(InstanceState state) throws Exception {
        world.instances.insert("box", "ben", "local", "small", InstanceSpec.defaults());
        Desired desired = state == InstanceState.DELETING ? Desired.DELETED : Desired.RUNNING;
        world.instances.want("box", desired, state);
        assertThatThrownBy(() -> resize(BEN, "box", "large"))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        state == InstanceState.DELETING
                                ? "The instance “box” is being deleted. Wait until it is gone from: `compute list`"
                                : "The instance “box” is " + state + "; it gets another size when it is stopped."
                                        + " Stop it, which ends its kernels and jobs: `compute stop box`. Then type:"
                                        + " `compute resize box large`");
        assertThat(world.instances.find("box").orElseThrow().size()).isEqualTo("small");
        assertThat(resize(BEN, "box", "small").state()).as("which it has").isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(
            value = InstanceState.class,
            names = {"STOPPED", "CREATE_FAILED", "SETUP_FAILED"})
    void oneThatCouldNotBeMadeOrSetUpIsStoppedToo(InstanceState state) throws Exception {
        world.instances.insert("box", "ben", "local", "small", InstanceSpec.defaults());
        world.instances.want("box", Desired.STOPPED, state);
        assertThat(resize(BEN, "box", "large").size()).isEqualTo("large");
    }

    @Test
    void whatAStoppedOneHoldsIsAskedAtOnce() throws Exception {
        stopped("one");
        stopped("two");
        cores(3, true);
        resize(BEN, "one", "large");
        assertThatThrownBy(() -> resize(BEN, "two", "large"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("quota");
        assertThat(world.instances.find("two").orElseThrow().size()).isEqualTo("small");
        resize(BEN, "one", "small");
        resize(BEN, "two", "large");
    }

    @Test
    void whereStoppedOnesHoldNothingItsStartIsAsked() throws Exception {
        stopped("one");
        stopped("two");
        cores(3, false);
        resize(BEN, "one", "large");
        resize(BEN, "two", "large");
        world.computes.start(BEN, "one");
        world.awaitState("one", InstanceState.RUNNING);
        assertThatThrownBy(() -> world.computes.start(BEN, "two")).hasMessageContaining("quota");
        resize(BEN, "two", "small");
        world.computes.start(BEN, "two");
        world.awaitState("two", InstanceState.RUNNING);
    }

    /** Each takes one core more, and one of them is left. */
    @Test
    void ofManyAtOnceAsManyGetItAsThereIsRoomFor() throws Exception {
        for (int i = 0; i < 8; i++) {
            String name = "box" + i;
            world.instances.insert(name, "ben", "local", "small", InstanceSpec.defaults());
            world.instances.want(name, Desired.STOPPED, InstanceState.STOPPED);
        }
        cores(9, true);
        List<Future<InstanceRecord>> asked = new ArrayList<>();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                String name = "box" + i;
                asked.add(all.submit(() -> resize(BEN, name, "large")));
            }
        }
        assertThat(asked.stream().filter(each -> each.state() == Future.State.SUCCESS))
                .hasSize(1);
        assertThat(world.instances.all().stream().filter(i -> i.size().equals("large")))
                .hasSize(1);
    }

    @Test
    void whatCannotBeKnownOrIsNotThereIsRefused() throws Exception {
        stopped("box");
        world.computes.ensureLocal("ada");
        assertThatThrownBy(() -> resize(CLEO, "box", "large")).hasMessageContaining("belongs to ben");
        assertThatThrownBy(() -> resize(ADA, "local", "large")).hasMessageContaining("can't be resized");
        assertThatThrownBy(() -> resize(BEN, "box", "huge"))
                .hasMessageContaining("There is no size “huge”")
                .hasMessageContaining("small, large");
        assertThatThrownBy(() -> world.resizes.resize(BEN, "box", new ResizeSpec(Optional.empty())))
                .hasMessageContaining("Say which size");
        world.provider.fail("look", new ProviderUnreachable("No engine answers at here", new IOException("refused")));
        assertThatThrownBy(() -> resize(BEN, "box", "large"))
                .hasMessageStartingWith("No engine answers at here, so nobody can say whether something of “box”");
        assertThat(world.instances.find("box").orElseThrow().size()).isEqualTo("small");
        world.provider.heal("look");
        assertThat(resize(ADA, "box", "large").size()).isEqualTo("large");
    }
}
