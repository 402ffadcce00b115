package dev.atelier.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.Size;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.provider.ContainerImages;
import dev.atelier.gateway.provider.Inside;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.Provider;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who makes an instance when nobody says. */
class ProvidersTest {

    /** Only asked for its name. */
    private static class Named implements Provider {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Size> sizes() {
            return List.of();
        }

        @Override
        public void prepare(Place place, Consumer<String> progress) {}

        @Override
        public AgentAddress start(Place place, Consumer<String> progress) {
            throw new AssertionError("nothing is started here");
        }

        @Override
        public Optional<AgentAddress> find(Place place) {
            return Optional.empty();
        }

        @Override
        public void stop(Place place) {}

        @Override
        public void remove(Place place) {}

        @Override
        public Inside inside(Place place) {
            throw new AssertionError("nothing is inside");
        }
    }

    private static final class Containers extends Named implements ContainerImages {
        private final boolean ready;

        Containers(boolean ready) {
            super("docker");
            this.ready = ready;
        }

        @Override
        public String defaultImage() {
            return "atelier/notebook";
        }

        @Override
        public boolean isReady() {
            return ready;
        }
    }

    private static String chosen(boolean ready, Optional<String> preferred, Optional<String> asked) {
        Providers providers = new Providers(List.of(new Named("local"), new Containers(ready)), preferred);
        return providers.chosen(asked).name();
    }

    @Test
    void containersAreTheDefaultWhereTheyCanBeMade() {
        assertThat(chosen(true, Optional.empty(), Optional.empty())).isEqualTo("docker");
        assertThat(chosen(false, Optional.empty(), Optional.empty())).isEqualTo("local");
    }

    @Test
    void whatTheOperatorSaysComesFirstAndWhatIsAskedForBeforeThat() {
        assertThat(chosen(true, Optional.of("local"), Optional.empty())).isEqualTo("local");
        assertThat(chosen(false, Optional.of("docker"), Optional.empty())).isEqualTo("docker");
        assertThat(chosen(true, Optional.of("docker"), Optional.of("local"))).isEqualTo("local");
    }

    @Test
    void aDefaultThatDoesNotExistIsToldAtTheStart() {
        assertThatThrownBy(() -> chosen(true, Optional.of("podman"), Optional.empty()))
                .hasMessageContaining("There is no provider “podman”. Choose one of: local, docker");
    }
}
