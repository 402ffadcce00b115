package dev.atelier.gateway.compute;

import static dev.atelier.gateway.compute.World.BEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.provider.ProviderUnreachable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an instance is, whatever is asked of it comes to an end, where it can be reached and where it can't. */
class WaysOutTest {
    private static final List<String> STEPS = List.of("prepare", "start", "find", "stop", "remove", "remove given up");
    private static final String AWAY = "No engine answers at here; asking again.";

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

    enum Wish {
        STOP,
        START,
        RESTART,
        DELETE,
        DELETE_FORCED;

        /** What an instance is when the wish is fulfilled; empty where it is gone. */
        Optional<InstanceState> end() {
            return switch (this) {
                case STOP -> Optional.of(InstanceState.STOPPED);
                case START, RESTART -> Optional.of(InstanceState.RUNNING);
                case DELETE, DELETE_FORCED -> Optional.empty();
            };
        }

        boolean ends() {
            return end().isEmpty();
        }
    }

    static Stream<Arguments> all() {
        return Stream.of(InstanceState.values())
                .flatMap(state -> Stream.of(Wish.values()).map(wish -> Arguments.of(state, wish)));
    }

    /** What is wanted of an instance in this state, as a rule. */
    private static Desired wanted(InstanceState state) {
        return switch (state) {
            case CREATING, SETTING_UP, STARTING, RUNNING, UNKNOWN -> Desired.RUNNING;
            case RESTARTING -> Desired.RESTARTED;
            case STOPPING, STOPPED, CREATE_FAILED, SETUP_FAILED, UNUSABLE -> Desired.STOPPED;
            case DELETING -> Desired.DELETED;
        };
    }

    private void put(InstanceState state) {
        world.instances.insert("box", "ben", "local", "small", InstanceSpec.defaults());
        world.instances.want("box", wanted(state), state);
    }

    private void ask(Wish wish) {
        switch (wish) {
            case STOP -> world.computes.stop(BEN, "box");
            case START -> world.computes.start(BEN, "box");
            case RESTART -> world.computes.restart(BEN, "box");
            case DELETE -> world.computes.delete(BEN, "box");
            case DELETE_FORCED -> world.computes.forget(BEN, "box");
        }
    }

    /** Asks; what is being deleted is past all wishes but that. Whether it was taken. */
    private boolean isTaken(InstanceState state, Wish wish) {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> ask(wish));
        boolean late = state == InstanceState.DELETING && !wish.ends();
        assertThat(refusal != null).isEqualTo(late);
        if (late) {
            assertThat(refusal.problem().code()).isEqualTo("being-deleted");
            assertThat(refusal.problem().sentences())
                    .isEqualTo("The instance “box” is being deleted. Wait until it is gone from: `compute list`");
        }
        return !late;
    }

    private void awaitEnd(Optional<InstanceState> end) {
        world.reconciler.wake("box"); // as it looks around anyway
        if (end.isPresent()) {
            world.awaitState("box", end.orElseThrow());
        } else {
            world.awaitGone("box");
        }
        world.awaitIdle();
        assertThat(world.instances.find("box").map(InstanceRecord::state)).isEqualTo(end);
        assertThat(world.provider.overlaps()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void whereItCanBeReached(InstanceState state, Wish wish) {
        put(state);
        awaitEnd(isTaken(state, wish) ? wish.end() : Optional.empty());
        assertThat(world.instances.find("box").flatMap(InstanceRecord::reason)).isEmpty();
        assertThat(world.instances.givenUp().all())
                .as("nothing is forgotten without need")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void whereItCannotBeReachedAndOnceItCan(InstanceState state, Wish wish) {
        put(state);
        STEPS.forEach(step -> world.provider.fail(
                step, new ProviderUnreachable("No engine answers at here", new IOException("refused"))));
        boolean taken = isTaken(state, wish);
        if (wish == Wish.DELETE_FORCED) {
            awaitEnd(Optional.empty());
            assertThat(world.instances.givenUp().all()).hasSize(1);
        } else if (state == InstanceState.STOPPED && wish == Wish.STOP) {
            awaitEnd(Optional.of(InstanceState.STOPPED)); // which nobody has to be asked for
        } else {
            awaitEnd(Optional.of(InstanceState.UNKNOWN));
            assertThat(world.instances.find("box").flatMap(InstanceRecord::reason))
                    .hasValue(AWAY);
        }

        STEPS.forEach(world.provider::heal);
        awaitEnd(taken ? wish.end() : Optional.empty());
        assertThat(world.instances.givenUp().all()).isEmpty();
    }
}
