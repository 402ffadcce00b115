package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPUs of containers through the front door; the cards are device nodes that do no harm, which root alone can make. */
@OnEngine
class ContainerGpuTest {

    @Test
    void whoComesFirstHasACardAndTheOthersAreToldByWhom(@TempDir Path folder) throws IOException {
        assumeThat(Files.getAttribute(folder, "unix:uid")).isEqualTo(0);
        Path nodes = Files.createTempDirectory(Path.of("/dev"), "atelier-test");
        try {
            for (String card : List.of("card0", "card1")) {
                String node = nodes.resolve(card).toString();
                assertThat(Atelier.execute(List.of("mknod", "-m", "666", node, "c", "1", "3"), Map.of(), folder)
                                .exitCode())
                        .isZero();
            }
            goThrough(nodes, folder);
        } finally {
            for (String card : List.of("card0", "card1")) {
                Files.deleteIfExists(nodes.resolve(card));
            }
            Files.delete(nodes);
        }
    }

    private static void goThrough(Path nodes, Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("atelier.yml"), """
                gpus:
                  devices: [%1$s/card0, %1$s/card1]
                sizes:
                  - {name: plain, cpus: 1, memory: 512MiB}
                  - {name: one.gpu, cpus: 1, memory: 512MiB, gpus: 1}
                """.formatted(nodes));
        try (Atelier atelier = Atelier.up("--config", file.toString(), "--default-provider", "docker")) {
            assertThat(create(atelier, "ada").output()).contains("✔ ada  Running");
            assertThat(create(atelier, "ben").output()).contains("✔ ben  Running");
            assertThat(atelier.run("compute", "show", "ben").output())
                    .containsPattern("GPU cards +" + nodes.resolve("card1"))
                    .containsPattern("image +atelier/notebook, sha256:[0-9a-f]{12}, built ");
            Atelier.Result third = create(atelier, "cleo");
            assertThat(third.exitCode()).isNotZero();
            assertThat(third.output())
                    .contains("All 2 GPUs are in use by ada, ben. An instance gives its GPUs back when it stops:"
                            + " ./atelier compute stop ada");

            assertThat(atelier.run("down").exitCode()).isZero();
            atelier.start();
            assertThat(create(atelier, "cleo").output()).contains("in use by ada, ben");
            assertThat(atelier.run("compute", "stop", "ada").output()).contains("Stopped");
            assertThat(create(atelier, "cleo").output()).contains("✔ cleo  Running");
            assertThat(atelier.run("compute", "start", "ada").output()).contains("All 2 GPUs are in use by ben, cleo.");
            assertThat(atelier.run("compute", "stop", "ben").output()).contains("Stopped");
            assertThat(atelier.run("compute", "start", "ada").output()).contains("Running");
            assertThat(atelier.run("compute", "show", "ada").output())
                    .containsPattern("GPU cards +" + nodes.resolve("card1"));
            for (String name : List.of("ada", "ben", "cleo")) {
                atelier.run("compute", "delete", name, "--yes");
            }
        }
    }

    private static Atelier.Result create(Atelier atelier, String name) {
        return atelier.run("compute", "create", name, "--size", "one.gpu");
    }
}
