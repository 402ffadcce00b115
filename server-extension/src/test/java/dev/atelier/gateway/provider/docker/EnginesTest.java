package dev.atelier.gateway.provider.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.SshHost;
import dev.atelier.gateway.provider.NamedEngine;
import dev.atelier.gateway.provider.Provider;
import dev.atelier.gateway.provider.Terms;
import dev.atelier.gateway.provider.toolbox.Programs;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines of which this computer can't make each. */
class EnginesTest {

    private static NamedEngine engine(String name) {
        return new NamedEngine(name, new SshHost("ada", "127.0.0.1", 1, Optional.empty()), NamedEngine.USUAL_SOCKET);
    }

    @Test
    void oneThatCantBeMadeKeepsNeitherTheOthersNorTheGatewayFromStarting(@TempDir Path home) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient();
                Engines engines = new Engines(
                        home,
                        Files.createDirectory(home.resolve("share")),
                        new Programs(home, List.of(), 0),
                        Terms::usual,
                        http,
                        () -> List.of(engine("good"), engine("no\0path"), engine("other")),
                        provider -> false)) {
            engines.start();
            assertThat(engines.providers()).extracting(Provider::name).containsExactly("docker:good", "docker:other");
        }
    }
}
