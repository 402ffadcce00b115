package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers of an engine that is reached by SSH alone. */
@Tag("docker")
@Tag("mount")
class RemoteEngineTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Place place = new Place("Box-1", "ben", "small", Optional.empty(), Optional.empty(), 1);
    private RemoteEngineRig rig;
    private Provider provider;

    @BeforeEach
    void begin() throws Exception {
        rig = new RemoteEngineRig();
        provider = rig.provider(http);
    }

    @AfterEach
    void clear() throws Exception {
        provider.stop(place);
        provider.remove(place);
        rig.remove();
        http.shutdownNow();
    }

    private String inside(String line) throws Exception {
        return TestEngine.docker("exec", rig.container(place), "sh", "-c", line);
    }

    @Test
    void anAgentAnswersOverSshAndTheShareIsTheShare() throws Exception {
        Files.writeString(rig.share.resolve("here.txt"), "from here");
        AgentAddress agent = provider.start(place, words -> {});
        assertThat(new AgentClient(agent, http).status().instance()).isEqualTo("Box-1");
        assertThat(provider.find(place)).hasValue(agent);
        assertThat(provider.name()).isEqualTo("docker:far");
        assertThat(provider.sizes()).allMatch(size -> size.provider().equals("docker:far"));
        assertThat(inside("cat /share/here.txt")).isEqualTo("from here");
        inside("mkdir /share/made && echo there >/share/made/there.txt");
        await().untilAsserted(
                        () -> assertThat(rig.share.resolve("made/there.txt")).hasContent("there\n"));
        inside("head -c 4000000 /dev/zero >/share/large");
        provider.stop(place);
        assertThat(rig.share.resolve("large")).hasSize(4_000_000);
    }
}
