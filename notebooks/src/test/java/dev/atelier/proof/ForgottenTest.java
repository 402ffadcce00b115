package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance whose engine can't be reached is to be gone: it is, and its container goes when the engine is there again. */
@Tag("docker")
class ForgottenTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void whatIsForgottenIsRemovedOnceTheEngineAnswersAndNothingElse() throws IOException {
        try (EngineSocket engine = EngineSocket.open(folder);
                Atelier atelier = Atelier.upWith(Map.of("DOCKER_HOST", engine.host()))) {
            for (String name : new String[] {"gpu1", "gpu2"}) {
                assertThat(atelier.run("compute", "create", name, "--provider", "docker")
                                .output())
                        .contains("✔ " + name + "  Running");
            }
            String first = container(atelier, "gpu1");
            String second = container(atelier, "gpu2");

            engine.cut();
            Atelier.Result deleted = atelier.run("compute", "delete", "gpu1", "--yes");
            assertThat(deleted.output())
                    .contains("No Docker engine answers at " + engine.host())
                    .contains("compute delete gpu1 --force --yes");
            assertThat(atelier.client().instance("gpu1").state()).isEqualTo(InstanceState.UNKNOWN);
            assertThat(atelier.run("compute", "delete", "gpu1", "--force").output())
                    .contains("--yes");
            Atelier.Result forgotten = atelier.run("compute", "delete", "gpu1", "--force", "--yes");
            assertThat(forgotten.exitCode()).as(forgotten.output()).isZero();
            assertThat(forgotten.output())
                    .contains("the container atelier-" + atelier.gatewayId() + "-gpu1-")
                    .contains("Deleted");
            assertThat(atelier.run("compute", "list").output()).doesNotContain("gpu1");
            assertThat(container(atelier, "gpu1")).isEqualTo(first);

            assertThat(atelier.run("compute", "create", "gpu1", "--provider", "local")
                            .output())
                    .as("the name is free")
                    .contains("✔ gpu1  Running");
            atelier.run("down");
            atelier.start();

            engine.mend();
            await().atMost(PATIENCE).until(() -> container(atelier, "gpu1").isEmpty());
            assertThat(container(atelier, "gpu2")).isEqualTo(second);
            for (String name : new String[] {"gpu1", "gpu2"}) {
                await().atMost(PATIENCE)
                        .until(() -> atelier.client().instance(name).state() == InstanceState.RUNNING);
            }
            assertThat(Docker.run("inspect", "--format", "{{.State.Running}}", second))
                    .isEqualTo("true");
            for (String name : new String[] {"gpu1", "gpu2"}) {
                assertThat(atelier.run("compute", "delete", name, "--yes").exitCode())
                        .isZero();
            }
            String own = "label=dev.atelier.gateway=" + atelier.gatewayId();
            assertThat(Docker.run("ps", "--all", "--quiet", "--filter", own)).isEmpty();
            assertThat(Docker.run("network", "ls", "--quiet", "--filter", own)).isEmpty();
            assertThat(Docker.run("volume", "ls", "--quiet", "--filter", "name=atelier-" + atelier.gatewayId()))
                    .isEmpty();
        }
    }

    private static String container(Atelier atelier, String name) {
        return Docker.run(
                "ps", "--all", "--quiet", "--filter", "name=^atelier-" + atelier.gatewayId() + "-" + name + "-[0-9]+$");
    }
}
