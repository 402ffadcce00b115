package dev.atelier.gateway.provider;

import static dev.atelier.gateway.provider.TestEngine.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.atelier.api.ImageDetails;
import dev.atelier.api.Size;
import dev.atelier.gateway.compute.GpuStore;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.provider.docker.DockerProvider;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Device nodes that do no harm, as GPUs of containers on the engine of this computer. Nodes are made by root alone. */
@OnEngine
class DockerGpuTest {
    @TempDir
    private Path home;

    private Path nodes;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Place> places = new ArrayList<>();
    private Database database;
    private GpuCards cards;
    private DockerProvider provider;

    @BeforeEach
    void begin() throws Exception {
        assumeTrue(Files.getAttribute(home, "unix:uid").equals(0), "device nodes are made by root alone");
        nodes = Files.createTempDirectory(Path.of("/dev"), "atelier-test");
        cards = new GpuCards(List.of(node("card0", 0666), node("card1", 0666)), List.of(Path.of(node("both", 0660))));
        Files.setAttribute(nodes.resolve("both"), "unix:gid", 4711);
        database = Database.open(home.resolve("atelier.db"));
        provider = gateway();
    }

    private String node(String name, int mode) throws Exception {
        Path node = nodes.resolve(name);
        Process made = new ProcessBuilder("mknod", "-m", Integer.toOctalString(mode), node.toString(), "c", "1", "3")
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        return node.toString();
    }

    /** The next gateway of this home, too. */
    private DockerProvider gateway() throws IOException {
        Path share = Files.createDirectories(home.resolve("share"));
        Files.setAttribute(share, "unix:uid", 1234);
        return new DockerProvider(
                home,
                share,
                TestEngine.programs(),
                new AllowedFolders(home, List.of()),
                () -> new Terms(List.of(), AllowedImages.any(), cards, List.of()),
                new GpuStore(database),
                http);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (Place place : places) {
            provider.stop(place);
            provider.remove(place);
        }
        if (database != null) {
            assertThat(holders()).isEmpty();
            database.close();
            PrivateFiles.removeTree(nodes);
        }
    }

    private List<String> holders() {
        return database.read(h -> h.createQuery("SELECT instance FROM gpu ORDER BY card")
                .mapTo(String.class)
                .list());
    }

    private Place place(String name, String size) {
        Place place = new Place(name, "ada", size, Optional.empty(), Optional.empty(), places.size() + 1);
        places.add(place);
        return place;
    }

    private void start(Place place) throws Exception {
        new AgentClient(provider.start(place, words -> {}), http).status();
    }

    private String in(Place place, String script) throws Exception {
        return docker("exec", container(place), "sh", "-c", script);
    }

    private String container(Place place) throws IOException {
        String gateway = Files.readString(home.resolve("gateway-id"));
        return "atelier-" + gateway + "-" + place.name() + "-" + place.generation();
    }

    private String devices(Place place) throws Exception {
        return in(place, "for f in " + nodes + "/card*; do [ -c $f ] && echo hello >$f && basename $f; done; true");
    }

    @Test
    void eachGetsOneOfItsOwnAndTheThirdIsToldWhoHasThem() throws Exception {
        assertThat(provider.sizes())
                .filteredOn(size -> size.gpus() > 0)
                .extracting(Size::name)
                .containsExactly("gpu.2", "gpu.1");
        Place one = place("one", "gpu.1");
        Place two = place("two", "gpu.1");
        Place three = place("three", "gpu.1");
        start(one);
        start(two);
        assertThat(List.of(devices(one), devices(two))).containsExactly("card0", "card1");
        assertThat(provider.details(two).orElseThrow().gpus())
                .containsExactly(nodes.resolve("card1").toString());
        assertThat(in(one, "echo hello >" + nodes.resolve("both") + " && echo written"))
                .isEqualTo("written");
        assertThatThrownBy(() -> start(three))
                .hasMessage("All 2 GPUs are in use by one, two. An instance gives its GPUs back when it stops:"
                        + " `compute stop one`. Or take a size with fewer from: `compute sizes`");
        assertThat(holders()).containsExactly("one", "two");
    }

    @Test
    void aStopGivesItBackAndAStartTakesTheSameOrSaysWhoHasIt() throws Exception {
        Place one = place("one", "gpu.2");
        Place two = place("two", "gpu.1");
        start(one);
        provider.stop(one);
        assertThat(holders()).isEmpty();
        start(two);
        assertThatThrownBy(() -> start(one))
                .hasMessageStartingWith("2 GPUs are wanted, and of 2 only 1 is free; the others are in use by two.");
        assertThat(holders()).containsExactly("two");
        provider.stop(two);
        start(one);
        assertThat(devices(one)).isEqualTo("card0\ncard1");
    }

    @Test
    void theNextGatewayAndASizeWithoutGpusTakeNobodysGpu() throws Exception {
        Place one = place("one", "gpu.1");
        Place plain = place("plain", "cpu.1");
        start(one);
        provider = gateway();
        start(plain);
        assertThat(devices(plain)).isEmpty();
        assertThat(provider.find(one)).isPresent();
        Place two = place("two", "gpu.1");
        start(two);
        assertThat(devices(two)).isEqualTo("card1");
    }

    @Test
    void aCardThatCannotBeGivenIsToldAndGivenBack() throws Exception {
        cards = new GpuCards(List.of("nvidia:0"), List.of());
        Place one = place("one", "gpu.1");
        assertThatThrownBy(() -> start(one)).hasMessageStartingWith("The Docker engine has no NVIDIA runtime");
        assertThat(holders()).isEmpty();
        Files.writeString(nodes.resolve("file"), "no device");
        cards = new GpuCards(List.of(nodes.resolve("file").toString()), List.of());
        assertThatThrownBy(() -> start(one)).hasMessageContaining("is not there, or is no device");
        assertThat(holders()).isEmpty();
    }

    @Test
    void aStoppedOneComesToAnotherCardWithAllThatWasWrittenInIt() throws Exception {
        Place one = place("one", "gpu.1");
        start(one);
        in(one, "echo kept >$HOME/mine");
        ImageDetails image = provider.details(one).orElseThrow().image();
        provider.stop(one);
        Place two = place("two", "gpu.1");
        start(two);
        assertThat(devices(two)).isEqualTo("card0");
        start(one);
        assertThat(devices(one)).isEqualTo("card1");
        assertThat(in(one, "cat $HOME/mine; echo more >>$HOME/mine")).isEqualTo("kept");
        assertThat(provider.details(one).orElseThrow().image()).isEqualTo(image);
        assertThat(provider.inside(one).python()).isEqualTo(provider.inside(two).python());

        provider.stop(one);
        provider.stop(two);
        start(place("three", "gpu.1"));
        start(two);
        provider.stop(places.getLast());
        start(one);
        assertThat(in(one, "cat $HOME/mine")).isEqualTo("kept\nmore");
        assertThat(holders()).containsExactly("one", "two");
        provider.remove(one);
        assertThat(docker("images", "-aq", "--filter", "label=dev.atelier.name=one"))
                .isEmpty();
    }

    @Test
    void anotherSizeHasOtherCardsOrNone() throws Exception {
        Place one = place("one", "gpu.1");
        start(one);
        in(one, "echo kept >$HOME/mine");
        provider.stop(one);
        for (String size : List.of("gpu.2", "cpu.1", "gpu.1")) {
            Place resized = new Place("one", "ada", size, Optional.empty(), Optional.empty(), one.generation());
            provider.requireResizable(resized);
            start(resized);
            assertThat(devices(resized))
                    .isEqualTo(
                            switch (size) {
                                case "gpu.2" -> "card0\ncard1";
                                case "gpu.1" -> "card0";
                                default -> "";
                            });
            assertThat(holders()).hasSize(size.equals("gpu.2") ? 2 : size.equals("gpu.1") ? 1 : 0);
            assertThat(in(resized, "cat $HOME/mine")).isEqualTo("kept");
            provider.stop(resized);
        }
    }

    /** Killed between the old container's removal and the new one's name, or before the removal. */
    @Test
    void aChangeThatWasCutOffLosesNothing() throws Exception {
        Place one = place("one", "gpu.1");
        start(one);
        in(one, "echo kept >$HOME/mine");
        provider.stop(one);
        docker("rename", container(one), container(one) + "-next");
        start(one);
        assertThat(in(one, "cat $HOME/mine")).isEqualTo("kept");
        docker("create", "--name", container(one) + "-next", "atelier/notebook", "true");
        provider.stop(one);
        start(one);
        assertThat(in(one, "cat $HOME/mine")).isEqualTo("kept");
        assertThat(docker("ps", "-aq", "--filter", "name=" + container(one) + "-next"))
                .isEmpty();
    }

    /** What lies there is that very container's. */
    @Test
    void oneWithVolumesOfItsImageStaysAtItsCard() throws Exception {
        String made = docker("create", "atelier/notebook", "true");
        String tag = "atelier-test/volume:" + Files.getLastModifiedTime(home).toMillis();
        docker("commit", "--change", "VOLUME /data", made, tag);
        docker("rm", made);
        try {
            Place one = new Place("one", "ada", "gpu.1", Optional.of(tag), Optional.empty(), 1);
            places.add(one);
            start(one);
            provider.stop(one);
            start(place("two", "gpu.1"));
            assertThatThrownBy(() -> start(one))
                    .hasMessageContaining("one was made with " + nodes.resolve("card0") + ", in use by two")
                    .hasMessageContaining("compute stop two");
            provider.remove(one);
        } finally {
            docker("rmi", tag);
        }
    }

    /** An engine gives a container the labels of its image, and anybody makes images, if only of an instance. */
    @Test
    void labelsOfAnImageSayNothingOfAContainer() throws Exception {
        String made = docker("create", "atelier/notebook", "true");
        String tag = "atelier-test/labels:" + Files.getLastModifiedTime(home).toMillis();
        String all = String.join(",", cards.cards());
        docker("commit", "--change", "LABEL dev.atelier.gpus=" + all + " dev.atelier.image=sha256:none", made, tag);
        docker("commit", "--change", "LABEL dev.atelier.spare=other dev.atelier.mount=none", made, tag + "-mount");
        docker("rm", made);
        try {
            for (String image : List.of(tag, tag + "-mount")) {
                Place plain = new Place(
                        "plain" + places.size(),
                        "ben",
                        "cpu.1",
                        Optional.of(image),
                        Optional.empty(),
                        90 + places.size());
                places.add(plain);
                start(plain);
                provider.stop(plain);
                start(plain);
                assertThat(holders()).isEmpty();
                assertThat(devices(plain)).isEmpty();
                assertThat(provider.details(plain).orElseThrow().gpus()).isEmpty();
                assertThat(provider.details(plain).orElseThrow().image().id())
                        .isEqualTo(docker("inspect", "-f", "{{.Id}}", image));
                assertThat(provider.inside(plain).python()).isAbsolute();
            }
            start(place("two", "gpu.2"));
            for (Place place : places) {
                provider.stop(place);
                provider.remove(place);
            }
        } finally {
            docker("rmi", tag, tag + "-mount");
        }
    }

    @Test
    void aCardThatIsOfferedNoMoreIsLeft() throws Exception {
        Place one = place("one", "gpu.1");
        start(one);
        provider.stop(one);
        cards = new GpuCards(cards.cards().subList(1, 2), List.of());
        start(one);
        assertThat(devices(one)).isEqualTo("card1");
        List<String> claimed = database.read(
                h -> h.createQuery("SELECT card FROM gpu").mapTo(String.class).list());
        assertThat(claimed).isEqualTo(cards.cards());
    }

    /** By the id that the engine would find it by, or by a tag that somebody gave it. */
    @Test
    void nobodyStartsFromWhatWasMadeOfAnothersContainer() throws Exception {
        Place one = place("one", "gpu.1");
        start(one);
        in(one, "echo secret >$HOME/mine");
        provider.stop(one);
        start(place("two", "gpu.1"));
        start(one);
        String image = docker("inspect", "-f", "{{.Image}}", container(one));
        String id = image.replace("sha256:", "");
        String tag = "atelier-test/taken:" + Files.getLastModifiedTime(home).toMillis();
        docker("tag", image, tag);
        try {
            for (String name : List.of(image, id, id.substring(0, 12), id.substring(0, 7))) {
                assertThatThrownBy(() -> start(bens(name)))
                        .hasMessageContaining("is the id of an image, or its beginning. Name it by its tag");
            }
            assertThatThrownBy(() -> start(bens(tag)))
                    .hasMessageStartingWith("The image “" + tag + "” was made of somebody's instance");
            assertThat(docker("ps", "-aq", "--filter", "name=" + container(places.getLast())))
                    .isEmpty();
            provider.stop(one);
            start(one);
            assertThat(in(one, "cat $HOME/mine")).isEqualTo("secret");
            provider.stop(one);
            provider.remove(one);
        } finally {
            docker("rmi", tag);
        }
    }

    private Place bens(String image) {
        Place place = new Place("bens", "ben", "cpu.1", Optional.of(image), Optional.empty(), 80);
        places.add(place);
        return place;
    }

    /** Whoever made one on purpose may use it, and it stays when the instance goes. */
    @Test
    void anImageThatSomebodyMadeOfAnInstanceIsATeams() throws Exception {
        Place one = place("one", "gpu.1");
        start(one);
        provider.stop(one);
        start(place("two", "gpu.1"));
        start(one);
        String tag = "atelier-test/team:" + Files.getLastModifiedTime(home).toMillis();
        docker("commit", container(one), tag);
        provider.stop(one);
        provider.remove(one);
        try {
            Place bens = bens(tag);
            start(bens);
            assertThat(devices(bens)).isEmpty();
            assertThat(provider.details(bens).orElseThrow().gpus()).isEmpty();
            provider.stop(bens);
            start(bens);
            assertThat(holders()).containsExactly("two");
            provider.remove(bens);
        } finally {
            docker("rmi", tag);
        }
    }
}
