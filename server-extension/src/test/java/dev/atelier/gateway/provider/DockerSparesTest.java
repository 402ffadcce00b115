package dev.atelier.gateway.provider;

import static dev.atelier.gateway.provider.TestEngine.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Json;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.provider.docker.DockerProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that wait for somebody, on the engine of this computer. */
@OnEngine
class DockerSparesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path home;

    @TempDir
    private Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private DockerProvider provider;
    private String size;
    private Place place;

    @BeforeEach
    void begin() throws IOException {
        provider = gateway();
        size = provider.sizes().getLast().name();
        place = new Place("box-1", "ada", size, Optional.of(provider.defaultImage()), Optional.empty(), 7);
    }

    /** The next gateway of this home, too. */
    private DockerProvider gateway() throws IOException {
        Path share = Files.createDirectories(home.resolve("share"));
        AllowedFolders folders = new AllowedFolders(home, List.of(data));
        return new DockerProvider(home, share, TestEngine.programs(), folders, Terms::usual, TestEngine.NO_GPUS, http);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        provider.stop(place);
        provider.remove(place);
        provider.keep(Map.of());
        assertThat(docker("ps", "-aq", "--filter", own())).isEmpty();
        assertThat(docker("network", "ls", "-q", "--filter", own())).isEmpty();
        assertThat(spareVolumes()).isEmpty();
        assertThat(home.resolve("spares")).isEmptyDirectory();
    }

    private String own() throws IOException {
        return "label=dev.atelier.gateway=" + Files.readString(home.resolve("gateway-id"));
    }

    private List<String> names() throws Exception {
        return docker("ps", "-a", "--format", "{{.Names}}", "--filter", own())
                .lines()
                .toList();
    }

    private String spare() throws Exception {
        return names().stream()
                .filter(name -> name.contains(".spare."))
                .findFirst()
                .orElseThrow();
    }

    private void keepOne() throws Exception {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            provider.keep(Map.of(size, 1));
            return provider.ready().equals(Map.of(size, 1));
        });
    }

    private static String inspect(String container, String what) throws Exception {
        return docker("inspect", "-f", "{{" + what + "}}", container);
    }

    @Test
    void becomesTheInstance() throws Exception {
        keepOne();
        String id = inspect(spare(), ".Id");
        String alone = inspect(spare(), "range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end");

        AgentAddress agent = provider.start(place, words -> {});
        assertThat(new AgentClient(agent, http).status().instance()).isEqualTo("box-1");
        assertThat(new AgentClient(agent, http).status().warm()).isTrue();
        assertThat(names()).singleElement().asString().endsWith("-box-1-7");
        String container = names().getFirst();
        assertThat(inspect(container, ".Id")).isEqualTo(id);
        assertThat(inspect(container, "range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end"))
                .isNotEqualTo(alone)
                .containsOnlyOnce("atelier-");
        assertThat(inspect(container, ".HostConfig.NanoCpus")).isEqualTo("1000000000");
        assertThat(provider.ready()).isEmpty();

        Files.writeString(data.resolve("a.txt"), "in the datastore");
        provider.mount(place, "data", new DatastoreSpec.Local(data.toString()), DatastoreMounts.Access.READ_ONLY);
        assertThat(docker("exec", container, "cat", "/mnt/atelier/data/a.txt")).isEqualTo("in the datastore");
        docker("exec", container, "sh", "-c", "echo kept >$HOME/mine");
        provider.keep(Map.of()); // its first network goes

        provider.stop(place);
        agent = provider.start(place, words -> {});
        assertThat(new AgentClient(agent, http).status().instance()).isEqualTo("box-1");
        assertThat(new AgentClient(agent, http).status().warm()).isFalse();
        assertThat(docker("exec", container, "sh", "-c", "cat $HOME/mine")).isEqualTo("kept");
        assertThat(provider.find(place)).isPresent();
    }

    @Test
    void isFoundByTheNextGatewayAndIsNoLeftover() throws Exception {
        keepOne();
        String before = inspect(spare(), ".Id");
        provider = gateway();
        provider.removeLeftovers();
        assertThat(provider.ready()).isEmpty();
        keepOne();
        assertThat(inspect(spare(), ".Id")).isEqualTo(before);
    }

    @Test
    void oneThatIsGoneIsNoObstacle() throws Exception {
        keepOne();
        docker("rm", "-f", spare());
        AgentAddress agent = provider.start(place, words -> {});
        assertThat(new AgentClient(agent, http).status().instance()).isEqualTo("box-1");
        assertThat(names()).hasSize(1);
    }

    /** As a gateway leaves it that is killed before the container has its new name. */
    @Test
    void oneThatSomebodyHadBegunToTakeIsMadeAnew() throws Exception {
        keepOne();
        String begun = spare();
        String secret = AgentSetup.secret(home.resolve("spares").resolve(begun.replaceAll(".*\\.", "") + ".json"));
        String port = docker("port", begun, "8700").replaceAll(".*:", "");
        new AgentClient(new AgentAddress(URI.create("http://127.0.0.1:" + port), secret), http).name("box-1");
        provider = gateway();
        keepOne();
        assertThat(spare()).isNotEqualTo(begun);
        assertThat(names()).hasSize(1);
    }

    @Test
    void ofAnotherImageOrSizeIsLeftAlone() throws Exception {
        keepOne();
        String other = provider.sizes().getFirst().name();
        Place large = new Place("large", "ada", other, Optional.of(provider.defaultImage()), Optional.empty(), 8);
        provider.start(large, words -> {});
        assertThat(provider.ready()).isEqualTo(other.equals(size) ? Map.of() : Map.of(size, 1));
        provider.stop(large);
        provider.remove(large);
    }

    @Test
    void theVolumeOfAnInstanceThatSomebodyRemovedIsFound() throws Exception {
        keepOne();
        provider.start(place, words -> {});
        String volume = spareVolumes();
        assertThat(volume).isNotEmpty();
        docker("rm", "-f", names().getFirst());
        provider.keep(Map.of(size, 1));
        assertThat(spareVolumes()).doesNotContain(volume);
    }

    private String spareVolumes() throws Exception {
        return docker("volume", "ls", "-q", "--filter", own(), "--filter", "label=dev.atelier.spare");
    }

    /** As a gateway leaves it that is killed between the two networks: its agent has no other name yet. */
    @Test
    void oneThatIsInSomebodysNetworkIsMadeAnew() throws Exception {
        keepOne();
        String begun = spare();
        docker("network", "create", "--label", own().replace("label=", ""), "somebodys");
        docker("network", "connect", "somebodys", begun);
        provider = gateway();
        keepOne();
        docker("network", "rm", "somebodys");
        assertThat(spare()).isNotEqualTo(begun);
    }

    /** Spares outlive their gateway, and the next one may be started in another folder. */
    @Test
    void oneWithAnotherShareIsMadeAnew() throws Exception {
        keepOne();
        String other = spare();
        Path share = Files.createDirectories(home.resolve("another"));
        provider = new DockerProvider(
                home,
                share,
                TestEngine.programs(),
                new AllowedFolders(home, List.of(data)),
                Terms::usual,
                TestEngine.NO_GPUS,
                http);
        keepOne();
        assertThat(spare()).isNotEqualTo(other);
        provider.start(place, words -> {});
        Files.writeString(share.resolve("here.txt"), "in the other share");
        assertThat(docker("exec", names().getFirst(), "cat", "/share/here.txt")).isEqualTo("in the other share");
    }

    @Test
    void whatAGatewayLeftOfThemIsRemoved() throws Exception {
        keepOne();
        Files.writeString(home.resolve("spares/gonegone.json"), "{}");
        docker("rm", "-f", spare());
        provider.keep(Map.of());
        assertThat(provider.ready()).isEmpty();
        assertThat(spareVolumes()).isEmpty();
        assertThat(home.resolve("spares")).isEmptyDirectory();
    }

    /** What the file holds is the secret of a container that anybody on this computer can reach. */
    @Test
    void itsSecretIsNobodysElse() throws Exception {
        keepOne();
        try (var files = Files.list(home.resolve("spares"))) {
            Path file = files.findFirst().orElseThrow();
            assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
            assertThat(docker("inspect", spare())).doesNotContain(AgentSetup.secret(file));
            assertThat(Json.read(Files.readString(file), JsonNode.class).has("spare"))
                    .isTrue();
        }
    }
}
