package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.config.ConfigFile;
import dev.atelier.gateway.provider.ssh.AllowedNetworks;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's file at the real gateway, with this computer's engine. */
class OperatorFileTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createDirectories(folder.resolve("home")).resolve("atelier.yml"), text);
    }

    private RealGateway start(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of("--programs=" + System.getenv("ATELIER_TEST_PROGRAMS")));
        all.addAll(List.of(words));
        return RealGateway.start(folder, all.toArray(String[]::new));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.mapper().readTree(answer.body());
    }

    private static List<String> sizes(RealGateway gateway) throws IOException, InterruptedException {
        return StreamSupport.stream(
                        json(gateway.owner("GET", "/atelier/v1/sizes", "")).spliterator(), false)
                .filter(size -> size.path("provider").asText().equals("docker"))
                .map(size -> size.path("name").asText())
                .toList();
    }

    private static String create(RealGateway gateway, String name, String spec)
            throws IOException, InterruptedException {
        return gateway.owner("PUT", "/atelier/v1/computes/" + name, spec).body();
    }

    private static void awaitState(RealGateway gateway, String name, String state) {
        String path = "/atelier/v1/computes/" + name;
        await().atMost(LONG)
                .until(() -> json(gateway.owner("GET", path, "")).path("state").asText(), state::equals);
    }

    private static String limits(String name) throws Exception {
        String containers = docker("ps", "-aq", "--filter", "label=dev.atelier.name=" + name);
        return docker(
                "inspect",
                "--format",
                "{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}} {{.HostConfig.ShmSize}}",
                containers.lines().findFirst().orElseThrow());
    }

    private static String docker(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    @Test
    void aSizeIsMadeAsTheFileSaysAndStaysSoWhenTheFileChanges() throws Exception {
        String name = "yml-" + ProcessHandle.current().pid();
        file("""
                sizes:
                  - {name: small, cpus: 1, memory: 1GiB, shm: 96MiB, aliases: [Standard_DS1_v2]}
                images: ["debian:*"]
                """);
        try (RealGateway gateway = start()) {
            assertThat(sizes(gateway)).containsExactly("small");
            String spec = "{\"provider\":\"docker\",\"size\":\"Standard_DS1_v2\"}";
            try {
                assertThat(Json.mapper()
                                .readTree(create(gateway, name, spec))
                                .path("size")
                                .asText())
                        .isEqualTo("small");
                awaitState(gateway, name, "Running");
                String made = limits(name);
                assertThat(made).isEqualTo("1000000000 1073741824 " + (96 << 20));

                assertThat(create(gateway, "other", "{\"provider\":\"docker\",\"image\":\"python:3\"}"))
                        .contains("image-not-allowed", "“python:3” (so far: debian:*)");

                file("sizes: [{name: small, cpus: 1, memory: 2GiB}, {name: two, cpus: 2, memory: 2GiB}]\n");
                await().atMost(LONG).until(() -> sizes(gateway), List.of("small", "two")::equals);
                gateway.owner("POST", "/atelier/v1/computes/" + name + "/restart", "");
                awaitState(gateway, name, "Running");
                assertThat(limits(name)).isEqualTo(made);
                assertThat(create(gateway, name, "{\"provider\":\"docker\",\"size\":\"Standard_DS1_v2\"}"))
                        .contains("There is no size “Standard_DS1_v2”", "small, two");

                file("sizes: []\n");
                Thread.sleep(3_000); // as long as it takes to look at it twice
                assertThat(sizes(gateway)).containsExactly("small", "two");
            } finally {
                gateway.owner("DELETE", "/atelier/v1/computes/" + name, "");
                await().atMost(LONG)
                        .until(() -> gateway.owner("GET", "/atelier/v1/computes/" + name, "")
                                        .statusCode()
                                == 404);
            }
        }
    }

    @Test
    void anInvalidFileIsAsGoodAsAWrongOption() throws Exception {
        Path file = file("sizes: [{name: small, cpus: 1}]\nspare_kernel: 1\n");
        assertThatThrownBy(this::start).hasMessageContaining(file + " has 2 errors:");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.atelier.gateway.Main",
                "--home=" + folder.resolve("main"),
                "--config=" + file,
                "--share=" + Files.createDirectories(folder.resolve("share")),
                "--base-environment=" + System.getenv("ATELIER_TEST_PYTHON"),
                "--agent=none.jar"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(2);
        assertThat(output.lines().filter(line -> line.startsWith("atelier: ")))
                .containsExactly(
                        "atelier: " + file + " has 2 errors:",
                        "atelier:   line 1, sizes[0].memory: nothing is there; expected memory like 512MiB or 16GiB, 64MiB"
                                + " at least.",
                        "atelier:   line 2, spare_kernel: “spare_kernel” is there; expected a known key, of which"
                                + " “spare_kernels” is the nearest.");
    }

    @Test
    void anOptionWinsOverTheFile() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other"));
        Path file = Files.writeString(
                folder.resolve("mine.yml"),
                "default_provider: docker\nspare_kernels: 1\nssh_networks: [192.0.2.0/24]\ndatastore_folders: [%s]\n"
                        .formatted(other));
        Options options = new Options();
        options.config = Optional.of(file);
        try (var config = ConfigFile.open(options.config, folder)) {
            options.defaultProvider = Optional.empty();
            Settings settings = new Settings(options, config);
            assertThat(settings.defaultProvider()).hasValue("docker");
            assertThat(settings.spareKernels()).hasValue(1);
            assertThat(settings.datastoreFolders()).containsExactly(other);
            assertThat(settings.networks())
                    .isSameAs(config.current().sshNetworks().orElseThrow());

            AllowedNetworks before = settings.networks();
            Files.writeString(file, "ssh_networks: [198.51.100.0/24]\n");
            await().atMost(LONG).until(() -> settings.networks() != before);

            options.defaultProvider = Optional.of("local");
            options.spareKernels = Optional.of(3);
            options.datastoreFolders = List.of(folder);
            options.sshNetworks = List.of("10.0.0.0/8");
            Settings won = new Settings(options, config);
            assertThat(won.defaultProvider()).hasValue("local");
            assertThat(won.spareKernels()).hasValue(3);
            assertThat(won.datastoreFolders()).containsExactly(folder);
            assertThat(won.networks())
                    .isNotSameAs(config.current().sshNetworks().orElseThrow());
        }
    }
}
