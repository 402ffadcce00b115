package dev.atelier.gateway.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.api.Size;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.provider.Absent;
import dev.atelier.gateway.provider.AllowedImages;
import dev.atelier.gateway.provider.ContainerImages;
import dev.atelier.gateway.provider.ImagePattern;
import dev.atelier.gateway.provider.Inside;
import dev.atelier.gateway.provider.OfferedSize;
import dev.atelier.gateway.provider.Place;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.SizeAliases;
import dev.atelier.gateway.provider.Terms;
import java.util.ArrayList;
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

    private static final class Containers extends Named implements ContainerImages, SizeAliases {
        private final boolean ready;
        private final Terms terms;

        Containers(boolean ready, Terms terms) {
            super("docker");
            this.ready = ready;
            this.terms = terms;
        }

        @Override
        public String defaultImage() {
            return "atelier/notebook";
        }

        @Override
        public void requireAllowed(String image) {
            terms.images().require(image, defaultImage());
        }

        @Override
        public List<Size> sizes() {
            return terms.sizes().stream().map(OfferedSize::size).toList();
        }

        @Override
        public Optional<Size> byAlias(String alias) {
            return terms.byAlias(alias);
        }

        @Override
        public boolean isHere(String image) {
            return isReady();
        }

        @Override
        public boolean isReady() {
            return ready;
        }
    }

    private static final class Away extends Named implements Absent {
        Away() {
            super("docker:far");
        }

        @Override
        public Optional<String> absence() {
            return Optional.of("The engine far does not answer.");
        }
    }

    @Test
    void someComeAndGoAndSayWhyTheyMakeNothing() {
        List<Provider> further = new ArrayList<>();
        Providers providers = new Providers(List.of(new Named("local")), () -> further, Optional.empty());
        assertThatThrownBy(() -> providers.named("docker:far")).hasMessageContaining("Choose one of: local");
        further.add(new Away());
        assertThat(providers.all()).extracting(Provider::name).containsExactly("local", "docker:far");
        assertThat(providers.chosen(Optional.empty()).name()).isEqualTo("local");
        assertThatThrownBy(() -> providers.size(providers.named("docker:far"), Optional.empty()))
                .hasMessageContaining("docker:far can't make instances now: The engine far does not answer. Try again");
    }

    private static String chosen(boolean ready, Optional<String> preferred, Optional<String> asked) {
        Providers providers =
                new Providers(List.of(new Named("local"), new Containers(ready, Terms.usual())), preferred);
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

    @Test
    void aDefaultThatComesLaterKeepsNobodyFromStarting() {
        List<Provider> further = new ArrayList<>();
        Providers providers = new Providers(List.of(new Named("local")), () -> further, Optional.of("docker:far"));
        assertThatThrownBy(() -> providers.chosen(Optional.empty()))
                .hasMessageContaining("docker:far, the default here, is not there now")
                .hasMessageContaining("--provider: local");
        assertThat(providers.chosen(Optional.of("local")).name()).isEqualTo("local");
        further.add(new Away());
        assertThat(providers.chosen(Optional.empty()).name()).isEqualTo("docker:far");
    }

    private static final Size SMALL = new Size("small", "docker", 2, 4L << 30, 0, "A small one.");
    private static final Size BIG = new Size("big", "docker", 4, 14L << 30, 0, "A big one.");

    private static Containers offering(AllowedImages images) {
        Terms terms = new Terms(
                List.of(
                        new OfferedSize(SMALL, 1L << 30, List.of()),
                        new OfferedSize(BIG, 2L << 30, List.of("Standard_DS3_v2"))),
                images);
        return new Containers(true, terms);
    }

    @Test
    void aSizeIsFoundByItsNameAndByItsAlias() {
        Containers docker = offering(AllowedImages.any());
        Providers providers = new Providers(List.of(docker), Optional.empty());
        assertThat(providers.size(docker, Optional.empty())).isEqualTo(SMALL);
        assertThat(providers.size(docker, Optional.of("big"))).isEqualTo(BIG);
        assertThat(providers.size(docker, Optional.of("Standard_DS3_v2"))).isEqualTo(BIG);
        assertThatThrownBy(() -> providers.size(docker, Optional.of("Standard_DS4_v2")))
                .hasMessageContaining("There is no size “Standard_DS4_v2”")
                .hasMessageContaining("small, big");
    }

    @Test
    void anImageThatIsNotAllowedIsToldWithThoseThatAre() {
        Containers docker = offering(new AllowedImages(
                Optional.of(List.of(ImagePattern.parse("python:3.*").orElseThrow()))));
        Providers providers = new Providers(List.of(docker), Optional.empty());
        providers.requireAllowed(docker, Optional.empty());
        providers.requireAllowed(docker, Optional.of("python:3.13"));
        assertThatThrownBy(() -> providers.requireAllowed(docker, Optional.of("python:2")))
                .hasMessageContaining("has not allowed the image “python:2” (so far: python:3.*)")
                .hasMessageContaining("Type --image with one of these, or leave it out to get atelier/notebook");
    }
}
