package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.SshHost;
import dev.atelier.proof.HaltingGateway.Action;
import dev.atelier.proof.HaltingGateway.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * As {@link KillPointsTest}, for a host that is attached, stopped, started and detached: what runs and lies there must be
 * what the gateway says.
 */
@OnEngine
@Tag("root")
@Tag("long")
class AttachKillPointsTest {
    private static final String NAME = "own1";

    /** Odd, so that it is now before something and now after. */
    private static final int STRIDE = Integer.getInteger("atelier.kill-points.stride", 6) * 2 - 1;

    @TempDir
    private Path folder;

    /** What runs there of ours, and what lies there where nothing should. */
    private static final class HostCensus implements HaltingGateway.Census {
        private final OwnedHost host;
        private String before = "";

        HostCensus(OwnedHost host) {
            this.host = host;
        }

        void begin() {
            before = host.traces();
        }

        @Override
        public void take(Atelier atelier, String when) throws IOException {
            Optional<Instance> instance = atelier.client().instances().stream()
                    .filter(i -> i.name().equals(NAME))
                    .findFirst();
            Optional<InstanceState> state = instance.map(Instance::state);
            assertThat(state.filter(s -> !s.settled())).as(when).isEmpty();
            assertThat(state).as(when).isNotEqualTo(Optional.of(InstanceState.UNKNOWN));
            String running = host.as("root", "pgrep -u ada -fc '[c]onfig.json$' || true");
            assertThat(running.strip())
                    .as(when + ": agents there")
                    .isEqualTo(state.equals(Optional.of(InstanceState.RUNNING)) ? "1" : "0");
            if (state.isEmpty()) {
                assertThat(host.traces()).as(when).isEqualTo(before);
            }
            assertThat(Files.exists(atelier.home().resolve("instances").resolve(NAME)))
                    .as(when)
                    .isEqualTo(state.isPresent());
            List<String> told = atelier.events().stream()
                    .filter(e -> e.kind().equals("compute") && e.subject().equals(NAME))
                    .map(e -> e.state())
                    .toList();
            assertThat(told.isEmpty() ? "Deleted" : told.getLast())
                    .as(when)
                    .isEqualTo(state.map(InstanceState::toString).orElse("Deleted"));
        }
    }

    @Test
    void aHostIsAttachedAndLeft() throws Exception {
        try (OwnedHost host = OwnedHost.start()) {
            HostCensus census = new HostCensus(host);
            try (HaltingGateway world = new HaltingGateway(folder, census)) {
                host.authorize(world.client().key().publicKey());
                census.begin();
                world.everyPoint(STRIDE, attach(world, host), detach(world));

                world.simply(attach(world, host));
                world.everyPoint(
                        STRIDE,
                        asked(world, "stop", () -> world.client().stop(NAME), InstanceState.STOPPED),
                        asked(world, "start", () -> world.client().start(NAME), InstanceState.RUNNING));
                world.simply(detach(world));
                world.census("detached");
            }
        }
    }

    private static Request attach(HaltingGateway world, OwnedHost host) {
        InstanceSpec spec = InstanceSpec.of(SshHost.parse(host.account()).accepting(host.fingerprint()));
        return asked(world, "attach", () -> world.client().create(NAME, spec), InstanceState.RUNNING);
    }

    private static Request asked(HaltingGateway world, String name, Action ask, InstanceState state) {
        return new Request(name, ask, () -> world.client().instance(NAME).state() == state);
    }

    private static Request detach(HaltingGateway world) {
        return new Request(
                "detach",
                () -> {
                    if (isThere(world)) {
                        world.client().delete(NAME);
                    }
                },
                () -> !isThere(world));
    }

    private static boolean isThere(HaltingGateway world) {
        return world.client().instances().stream().anyMatch(i -> i.name().equals(NAME));
    }
}
