package dev.atelier.gateway.provider.docker;

import static dev.atelier.gateway.provider.TestEngine.docker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.gateway.provider.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table in this computer's kernel, for networks that are not there, as whoever clears it sees it. */
@Tag("docker")
class FenceTest {
    private static final Path SCRIPT = Path.of("src/main/resources/dev/atelier/gateway/provider/docker/fence.py");
    private static final Set<String> ONE = Set.of("br-nobody");
    private static final String CLEAR = """
            try:
                commit([(DELETE_TABLE, 0, text(1, sys.argv[1]))])
                print('cleared')
            except FileNotFoundError:
                print('none')
            """;

    @TempDir
    private Path home;

    private final Labels labels = new Labels("fence" + ProcessHandle.current().pid());
    private Instant now = Instant.now();

    private Fence fence() {
        Engine engine = new Engine();
        Containers containers = new Containers(engine);
        Images images = new Images(engine, containers, labels, home);
        return new Fence(engine, containers, labels, images, Terms::usual, () -> now);
    }

    /** Takes the table away as somebody does who loads a firewall anew, and says whether it was there. */
    private String clear() throws Exception {
        String script = Files.readString(SCRIPT.toAbsolutePath());
        return docker(
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
                script.substring(0, script.lastIndexOf("main(")) + CLEAR,
                "atelier-" + labels.gateway());
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        clear();
        assertThat(docker("ps", "-aq", "--filter", "label=" + Labels.GATEWAY + "=" + labels.gateway()))
                .isEmpty();
    }

    @Test
    void whatSomebodyClearedIsWrittenAgainAfterAMinute() throws Exception {
        Fence fence = fence();
        fence.close(ONE);
        assertThat(clear()).isEqualTo("cleared");
        now = now.plus(Duration.ofSeconds(50));
        fence.close(ONE);
        assertThat(clear()).as("nothing is written twice within a minute").isEqualTo("none");
        now = now.plus(Duration.ofSeconds(11));
        fence.close(ONE);
        assertThat(clear()).isEqualTo("cleared");
        assertThat(fence.gap()).isEmpty();
    }

    @Test
    void theTableOfAnEarlierGatewayGoesWhereNoNetworkIsLeft() throws Exception {
        fence().close(ONE);
        Fence next = fence();
        next.close(Set.of());
        assertThat(clear()).isEqualTo("none");
        assertThat(next.gap()).isEmpty();
        next.close(ONE);
        assertThat(clear()).isEqualTo("cleared");
    }

    @Test
    void aFaultIsTriedAgainAtOnce() throws IOException, InterruptedException {
        Fence fence = fence();
        fence.close(Set.of("a-name-that-no-interface-can-have"));
        assertThat(fence.gap()).isPresent();
        fence.close(ONE);
        assertThat(fence.gap()).isEmpty();
    }
}
