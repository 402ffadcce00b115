package dev.atelier.gateway.provider;

import static dev.atelier.gateway.provider.TestEngine.docker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.provider.docker.DockerProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

/** Whom a container reaches, tried from within, on the engine of this computer. */
@OnEngine
class DockerNetworkTest {
    private static final int AGENT = 8700;
    private static final String CONNECT = """
            import socket, sys
            try:
                socket.create_connection((sys.argv[1], int(sys.argv[2])), 3).close()
                print('reached')
            except OSError as e:
                print('not reached')
            """;

    @TempDir
    private Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Place> places = new ArrayList<>();
    private Terms terms = Terms.usual();
    private DockerProvider provider;

    @BeforeEach
    void begin() throws IOException {
        provider = gateway();
    }

    private DockerProvider gateway() throws IOException {
        Path share = Files.createDirectories(home.resolve("share"));
        return new DockerProvider(
                home,
                share,
                TestEngine.programs(),
                new AllowedFolders(home, List.of()),
                () -> terms,
                TestEngine.NO_GPUS,
                http);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (Place place : places) {
            provider.stop(place);
            provider.remove(place);
        }
        assertThat(docker("ps", "-aq", "--filter", own())).isEmpty();
        assertThat(networks()).isEmpty();
    }

    private Place started(String name, String owner) throws Exception {
        String size = provider.sizes().getLast().name();
        Place place = new Place(name, owner, size, Optional.empty(), Optional.empty(), places.size() + 1);
        places.add(place);
        new AgentClient(provider.start(place, words -> {}), http).status();
        return place;
    }

    private String own() throws IOException {
        return "label=dev.atelier.gateway=" + Files.readString(home.resolve("gateway-id"));
    }

    private List<String> networks() throws Exception {
        return docker("network", "ls", "--format", "{{.Name}}", "--filter", own())
                .lines()
                .toList();
    }

    private String container(Place place) throws IOException {
        String gateway = Files.readString(home.resolve("gateway-id"));
        return "atelier-" + gateway + "-" + place.name() + "-" + place.generation();
    }

    private String ask(Place place, String template) throws Exception {
        return docker("inspect", "-f", "{{range .NetworkSettings.Networks}}" + template + "{{end}}", container(place));
    }

    private String from(Place place, String address, int port) throws Exception {
        return docker("exec", container(place), "python3", "-c", CONNECT, address, String.valueOf(port));
    }

    @Test
    void instancesDoNotReachEachOtherWhoeverOwnsThem() throws Exception {
        Place ada = started("ada-1", "ada");
        Place sister = started("ada-2", "ada");
        Place ben = started("ben-1", "ben");
        assertThat(networks()).hasSize(2);
        assertThat(from(ada, "127.0.0.1", AGENT)).isEqualTo("reached");
        for (Place other : List.of(sister, ben)) {
            assertThat(from(ada, ask(other, "{{.IPAddress}}"), AGENT)).isEqualTo("not reached");
            assertThat(from(ada, ask(other, "{{.Gateway}}"), port(other))).isEqualTo("not reached");
        }
    }

    /** The one on this computer that leads to its agent. */
    private int port(Place place) throws Exception {
        return Integer.parseInt(docker("port", container(place), String.valueOf(AGENT))
                .lines()
                .findFirst()
                .orElseThrow()
                .replaceAll(".*:", ""));
    }

    /** Whatever listens on all addresses, the gateway too: a container elsewhere does reach it, or this would prove nothing. */
    @Test
    void anInstanceDoesNotReachTheEnginesComputer() throws Exception {
        Place place = started("ada-1", "ada");
        try (ServerSocket everywhere = new ServerSocket(0, 50, InetAddress.getByName("0.0.0.0"))) {
            int port = everywhere.getLocalPort();
            String bridge = ask(place, "{{.Gateway}}");
            assertThat(docker(
                            "run",
                            "--rm",
                            "--cap-drop",
                            "ALL",
                            "atelier/notebook",
                            "python3",
                            "-c",
                            CONNECT,
                            bridge,
                            "" + port))
                    .isEqualTo("reached");
            assertThat(from(place, bridge, port)).isEqualTo("not reached");
            for (String address : docker("run", "--rm", "--network", "host", "atelier/notebook", "hostname", "-I")
                    .split(" +")) {
                assertThat(from(place, address, port)).as(address).isEqualTo("not reached");
            }
        }
        assertThat(provider.remark(place)).isEmpty();
        assertThat(docker(
                        "network", "inspect", "-f", "{{.Internal}}", networks().getFirst()))
                .isEqualTo("false");
    }

    /** A computer that was started anew has forgotten its rules, and so has one whose gateway was killed before it wrote them. */
    @Test
    void theNextGatewayClosesTheComputerAgain() throws Exception {
        Place place = started("ada-1", "ada");
        String bridge = ask(place, "{{.Gateway}}");
        try (ServerSocket everywhere = new ServerSocket(0, 50, InetAddress.getByName("0.0.0.0"))) {
            forgetTheRules();
            assertThat(from(place, bridge, everywhere.getLocalPort())).isEqualTo("reached");
            provider = gateway();
            provider.removeLeftovers();
            assertThat(from(place, bridge, everywhere.getLocalPort())).isEqualTo("not reached");
        }
    }

    /** For what is started from then on, and for the others of this gateway with it. */
    @Test
    void whatTheOperatorAllowsIsReachedAndNothingBeside() throws Exception {
        Place place = started("ada-1", "ada");
        String bridge = ask(place, "{{.Gateway}}");
        InetAddress everywhere = InetAddress.getByName("0.0.0.0");
        try (ServerSocket allowed = new ServerSocket(0, 50, everywhere);
                ServerSocket other = new ServerSocket(0, 50, everywhere)) {
            assertThat(from(place, bridge, allowed.getLocalPort())).isEqualTo("not reached");
            terms = new Terms(List.of(), AllowedImages.any(), GpuCards.none(), List.of(allowed.getLocalPort(), 5432));
            started("ada-2", "ada");
            assertThat(from(place, bridge, allowed.getLocalPort())).isEqualTo("reached");
            assertThat(from(place, bridge, other.getLocalPort())).isEqualTo("not reached");
        }
    }

    private void forgetTheRules() throws Exception {
        String script = Files.readString(Path.of("src/main/resources/dev/atelier/gateway/provider/docker/fence.py")
                .toAbsolutePath());
        String table = "atelier-" + Files.readString(home.resolve("gateway-id"));
        docker(
                "run",
                "--rm",
                "--network",
                "host",
                "--cap-drop",
                "ALL",
                "--cap-add",
                "NET_ADMIN",
                "atelier/notebook",
                "python3",
                "-c",
                script,
                table,
                "53");
    }

    @Test
    void aStoppedInstanceKeepsItsNetworkAndStartsInIt() throws Exception {
        Place first = started("ada-1", "ada");
        Place second = started("ada-2", "ada");
        provider.stop(second);
        provider.stop(first);
        provider.remove(first);
        assertThat(networks()).hasSize(1);
        new AgentClient(provider.start(second, words -> {}), http).status();
    }

    @Test
    void aNetworkThatSomebodyRemovedIsMadeAnew() throws Exception {
        Place place = started("ada-1", "ada");
        provider.stop(place);
        docker("network", "rm", networks().getFirst());
        new AgentClient(provider.start(place, words -> {}), http).status();
        assertThat(networks()).hasSize(1);
    }

    @Test
    void aNetworkThatAKilledGatewayLeftGoes() throws Exception {
        Place place = started("ada-1", "ada");
        String used = networks().getFirst();
        docker("network", "create", "--label", own().replace("label=", ""), used + "-left");
        Thread.sleep(1100); // a gateway counts whole seconds
        provider = gateway();
        provider.removeLeftovers();
        assertThat(networks()).containsExactly(used);
        provider.stop(place);
        Thread.sleep(1100);
        gateway().removeLeftovers();
        assertThat(networks()).containsExactly(used);
    }
}
