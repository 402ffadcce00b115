package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.Instance;
import dev.atelier.api.InstanceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Azure ML's YAML of a compute instance, as somebody has it who comes from there. */
class AzureYamlTest {
    private static final String FILE = """
            $schema: https://azuremlschemas.azureedge.net/latest/computeInstance.schema.json
            name: box1
            type: computeinstance
            description: Comes from Azure.
            tags:
              team: vision
              stage: 1
            ssh_public_access_enabled: false
            idle_time_before_shutdown_minutes: 30
            schedules:
              compute_start_stop:
                - action: stop
                  trigger:
                    type: cron
                    start_time: "2021-03-10T21:21:07"
                    time_zone: Pacific Standard Time
                    expression: 0 18 * * 1-5
            setup_scripts:
              startup_script:
                path: scripts/always.sh
                timeout_minutes: 5
            """;

    @TempDir
    private Path folder;

    @Test
    void anInstanceComesFromAFileAndGoesIntoOne() throws IOException {
        try (Atelier atelier = Atelier.up()) {
            roundTrip(atelier, FILE);
            everyErrorIsTold(atelier);
        }
    }

    /** Containers have sizes, and those the names that Azure gives its own. */
    @Test
    @Tag("docker")
    void theSizeMayBeOneOfAzures() throws IOException {
        Path config = Files.writeString(
                folder.resolve("atelier.yml"),
                "sizes: [{name: small, cpus: 1, memory: 1GiB, aliases: [Standard_DS3_v2]}]\n");
        try (Atelier atelier = Atelier.up("--config", config.toString(), "--default-provider", "docker")) {
            roundTrip(atelier, FILE + "size: STANDARD_DS3_V2\n");
            assertThat(atelier.client().instance("box1").size()).isEqualTo("small");
            assertThat(atelier.run("compute", "delete", "box2", "--yes").exitCode())
                    .isZero();
            assertThat(atelier.run("compute", "delete", "box1", "--yes").exitCode())
                    .isZero();
        }
    }

    private static void roundTrip(Atelier atelier, String yaml) throws IOException {
        Path scripts = Files.createDirectories(atelier.share().resolve("azure/scripts"));
        Files.writeString(scripts.resolve("always.sh"), "echo \"$CI_NAME starts\" >>started.txt\n");
        Files.writeString(atelier.share().resolve("azure/ci.yml"), yaml);

        Atelier.Result created = atelier.run("compute", "create", "--file", "azure/ci.yml");
        assertThat(created.output())
                .contains("✔ box1  Running")
                .contains("azure/ci.yml, line 8, ssh_public_access_enabled: nothing is done about it; ")
                .contains("./atelier compute terminal NAME");
        Instance box = atelier.client().instance("box1");
        assertThat(box.state()).isEqualTo(InstanceState.RUNNING);
        assertThat(box.description()).contains("Comes from Azure.");
        assertThat(box.tags()).isEqualTo(Map.of("team", "vision", "stage", "1"));
        assertThat(box.idleMinutes()).contains(30);
        assertThat(box.schedules()).singleElement().satisfies(schedule -> {
            assertThat(schedule.zone()).isEqualTo("America/Los_Angeles");
            assertThat(schedule.nextRun()).isPresent();
        });
        assertThat(atelier.share().resolve("started.txt")).hasContent("box1 starts\n");

        String shown = atelier.run("compute", "show", "box1", "--yaml").output();
        assertThat(shown)
                .startsWith("type: computeinstance\nname: box1\n")
                .contains("echo \"$CI_NAME starts\" >>started.txt", "expression: 0 18 * * 1-5")
                .doesNotContain("ssh_public_access_enabled");
        Files.writeString(atelier.share().resolve("azure/again.yml"), shown);
        try (Kernel kernel = Kernel.open(atelier, "local.java", "azure.ipynb")) {
            assertThat(kernel.run("%compute create box2 --file azure/again.yml")
                            .outputs()
                            .toString())
                    .contains("box2", "Running");
            assertThat(kernel.run("%compute show box2 -o yaml").stdout())
                    .isEqualTo(shown.replace("name: box1", "name: box2"));
        }
        assertThat(atelier.share().resolve("started.txt")).hasContent("box1 starts\nbox2 starts\n");
    }

    private static void everyErrorIsTold(Atelier atelier) throws IOException {
        Files.writeString(
                atelier.share().resolve("azure/wrong.yml"),
                FILE.replace("description", "descripton")
                        .replace("name: box1", "name: box3")
                        .replace("minutes: 30", "minutes: 3")
                        .replace("18 * * 1-5", "25 * * 1-5"));
        Atelier.Result refused = atelier.run("compute", "create", "--file", "azure/wrong.yml");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("The file has 3 errors, so nothing was made of it:")
                .contains("line 4, column 1, descripton: ", "“description” is the nearest")
                .contains("line 9, column 36, idle_time_before_shutdown_minutes: “3” is there; expected")
                .contains("line 17, column 21, schedules.compute_start_stop[0].trigger.expression: ");
        assertThat(atelier.client().instances()).extracting(Instance::name).doesNotContain("box3");
    }
}
