package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.ImageDetails;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.provider.docker.DockerProvider;
import dev.atelier.gateway.provider.toolbox.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the engine of this computer, with the image that {@code ./atelier image build} made. */
@OnEngine
class DockerProviderTest extends ProviderContract {
    @TempDir
    private Path folder;

    @Override
    protected Provider create() throws IOException {
        Path share = Files.createDirectories(folder.resolve("share"));
        return new DockerProvider(
                folder,
                share,
                TestEngine.programs(),
                new AllowedFolders(folder, List.of()),
                Terms::usual,
                TestEngine.NO_GPUS,
                http);
    }

    @Override
    protected void crash(Place which) throws Exception {
        TestEngine.docker("kill", container());
    }

    private String container() throws Exception {
        return TestEngine.docker("ps", "-aq", "--filter", "name=^atelier-" + gateway() + "-box-1-[0-9]+$");
    }

    private String gateway() throws IOException {
        return Files.readString(folder.resolve("gateway-id"));
    }

    @AfterEach
    void nothingIsLeftOfThisGateway() throws Exception {
        provider.stop(place);
        provider.remove(place);
        String own = "label=dev.atelier.gateway=" + gateway();
        assertThat(TestEngine.docker("ps", "-aq", "--filter", own)).isEmpty();
        assertThat(TestEngine.docker("network", "ls", "-q", "--filter", own)).isEmpty();
    }

    @Test
    void aContainerHasNoPowerAndSaysWhoseItIs() throws Exception {
        provider.start(place, words -> {});
        String status = TestEngine.docker("exec", container(), "cat", "/proc/1/status");
        assertThat(status)
                .containsPattern("CapEff:\\s+0000000000000000")
                .containsPattern("CapBnd:\\s+0000000000000000");
        assertThat(status).containsPattern("NoNewPrivs:\\s+1");
        assertThat(TestEngine.docker(
                        "inspect", "--format", "{{.HostConfig.Privileged}} {{.HostConfig.Memory}}", container()))
                .startsWith("false ")
                .doesNotEndWith(" 0");
        assertThat(TestEngine.docker("inspect", "--format", "{{json .Mounts}}", container()))
                .doesNotContain("docker.sock");
        assertThat(TestEngine.docker("inspect", "--format", "{{json .Config.Labels}}", container()))
                .contains("\"dev.atelier.owner\":\"ben\"")
                .contains("\"dev.atelier.name\":\"box-1\"")
                .contains("\"dev.atelier.generation\":\"1\"");
    }

    /** As somebody whom the image does not know. */
    @Test
    void whatIsMadeThereBelongsToWhomTheShareBelongsTo() throws Exception {
        Path share = folder.resolve("share");
        boolean root = Files.getAttribute(folder, "unix:uid").equals(0);
        if (root) {
            Files.setAttribute(share, "unix:uid", 1234);
            Files.setAttribute(share, "unix:gid", 2345);
        }
        AgentClient agent = new AgentClient(provider.start(place, words -> {}), http);
        TestEngine.docker("exec", container(), "sh", "-c", "touch /share/made && mkdir -p ~/kept && pip --version");
        assertThat(Files.getAttribute(share.resolve("made"), "unix:uid"))
                .isEqualTo(Files.getAttribute(share, "unix:uid"));
        assertThat(Files.getAttribute(share.resolve("made"), "unix:gid"))
                .isEqualTo(Files.getAttribute(share, "unix:gid"));
        for (String kernel : List.of("python3", "java")) {
            assertThat(agent.call("POST", "/api/kernels", Optional.of(Map.of("name", kernel)), Duration.ofSeconds(60))
                            .status())
                    .as(kernel)
                    .isEqualTo(201);
        }
    }

    /** After an upgrade the toolbox is another one, which nothing but an old container's mount may be the first to want. */
    @Test
    void aMountInAContainerOfAnEarlierBuildBringsItsOwnToolbox(@TempDir Path elsewhere) throws Exception {
        provider.start(place, words -> {});
        Path data = Files.createDirectories(elsewhere.resolve("data"));
        Files.writeString(data.resolve("digits.csv"), "1,2,3");
        Path build = Files.createSymbolicLink(
                elsewhere.resolve("build" + System.nanoTime()),
                TestEngine.programs().folder());
        DockerProvider upgraded = new DockerProvider(
                folder,
                folder.resolve("share"),
                new Programs(build, TestEngine.programs().agentJvm(), 0),
                new AllowedFolders(folder, List.of(elsewhere)),
                Terms::usual,
                TestEngine.NO_GPUS,
                http);
        try {
            upgraded.mount(place, "data", new DatastoreSpec.Local(data.toString()), DatastoreMounts.Access.READ_ONLY);
            assertThat(TestEngine.docker("exec", container(), "cat", "/mnt/atelier/data/digits.csv"))
                    .isEqualTo("1,2,3");
        } finally {
            upgraded.stop(place);
            TestEngine.docker(
                    "volume", "rm", TestEngine.docker("volume", "ls", "-q", "--filter", "name=" + build.getFileName()));
        }
    }

    @Test
    void whatWasWrittenDownOfAnImageAndCannotBeReadIsLookedAtAgain() throws Exception {
        provider.prepare(place, words -> {});
        List<Path> seen;
        try (var files = Files.list(folder.resolve("images"))) {
            seen = files.toList();
        }
        Path only = Files.writeString(seen.getFirst(), "");
        new AgentClient(create().start(place, words -> {}), http).status();
        assertThat(seen).hasSize(1);
        create().inside(place);
        assertThat(only).content().contains("python");
    }

    /** The store may be an older copy of what the engine has. */
    @Test
    void whatBelongsToAnInstanceIsNeverALeftover() throws Exception {
        provider.start(place, words -> {});
        String running = container();
        Thread.sleep(1100); // the engine counts whole seconds
        ((Leftovers) create()).removeLeftovers();
        assertThat(container()).isEqualTo(running);
    }

    @Test
    void whatServedForAMomentWhenAGatewayWasKilledIsRemovedByTheNextOne() throws Exception {
        provider.prepare(place, words -> {});
        String name = "atelier-" + gateway() + "-look-0";
        TestEngine.docker(
                "create", "--name", name, "--label", "dev.atelier.gateway=" + gateway(), "debian:bookworm", "true");
        ((Leftovers) provider).removeLeftovers();
        assertThat(TestEngine.docker("ps", "-aq", "--filter", "name=" + name))
                .isNotEmpty(); // it may be this gateway's own
        Thread.sleep(1100); // the engine counts whole seconds
        ((Leftovers) create()).removeLeftovers();
        assertThat(TestEngine.docker("ps", "-aq", "--filter", "name=" + name)).isEmpty();
        assertThat(container()).isNotEmpty();
    }

    /** Its mount is in the engine's own table still, and what lies below it is not the engine's to delete. */
    @Test
    void anInstanceGoesAlsoWhenSomebodyRemovedItsMountsHelper(@TempDir Path elsewhere) throws Exception {
        AllowedFolders allowed = new AllowedFolders(folder, List.of(elsewhere));
        DockerProvider mounting = new DockerProvider(
                folder,
                folder.resolve("share"),
                TestEngine.programs(),
                allowed,
                Terms::usual,
                TestEngine.NO_GPUS,
                http);
        mounting.start(place, words -> {});
        Path kept = Files.writeString(elsewhere.resolve("kept.txt"), "a person's");
        mounting.mount(place, "data", new DatastoreSpec.Local(elsewhere.toString()), DatastoreMounts.Access.READ_WRITE);
        TestEngine.docker(
                "rm", "-f", TestEngine.docker("ps", "-aq", "--filter", "name=" + gateway() + "-box-1-1-mnt-data"));

        mounting.stop(place);
        mounting.remove(place);
        assertThat(kept).hasContent("a person's");
        assertThat(TestEngine.docker("volume", "ls", "-q", "--filter", "name=atelier-" + gateway()))
                .isEmpty();
    }

    @Test
    void gatewaysThatBeginTogetherBringTheToolboxOnce(@TempDir Path elsewhere) throws Exception {
        Path build = Files.createSymbolicLink(
                elsewhere.resolve("build" + System.nanoTime()),
                TestEngine.programs().folder());
        Path other = Files.createDirectories(elsewhere.resolve("home"));
        List<DockerProvider> both = new ArrayList<>();
        for (Path home : List.of(folder, other)) {
            both.add(new DockerProvider(
                    home,
                    folder.resolve("share"),
                    new Programs(build, TestEngine.programs().agentJvm(), 0),
                    new AllowedFolders(home, List.of()),
                    Terms::usual,
                    TestEngine.NO_GPUS,
                    http));
        }
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (var started : both.stream()
                    .map(p -> threads.submit(() -> p.start(place, words -> {})))
                    .toList()) {
                new AgentClient(started.get(), http).status();
            }
        } finally {
            for (DockerProvider each : both) {
                each.stop(place);
                each.remove(place);
            }
            TestEngine.docker(
                    "volume", "rm", TestEngine.docker("volume", "ls", "-q", "--filter", "name=" + build.getFileName()));
        }
    }

    @Test
    void theSecretIsInNoEnvironment() throws Exception {
        String secret = provider.start(place, words -> {}).secret();
        assertThat(TestEngine.docker("inspect", container())).doesNotContain(secret);
        assertThat(TestEngine.docker("exec", container(), "sh", "-c", "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline"))
                .doesNotContain(secret);
    }

    @Test
    void whatWasWrittenInTheContainerOutlivesAStop() throws Exception {
        provider.start(place, words -> {});
        TestEngine.docker("exec", container(), "sh", "-c", "echo kept > /var/lib/atelier/home/note");
        provider.stop(place);
        new AgentClient(provider.start(place, words -> {}), http).status();
        assertThat(TestEngine.docker("exec", container(), "cat", "/var/lib/atelier/home/note"))
                .isEqualTo("kept");
    }

    @Test
    void anotherSizeKeepsWhatWasInstalled() throws Exception {
        place = sized("cpu.1");
        provider.start(place, words -> {});
        wheel(folder.resolve("share/tiny-1.0-py3-none-any.whl"));
        TestEngine.docker("exec", container(), "pip", "install", "/share/tiny-1.0-py3-none-any.whl");
        TestEngine.docker("exec", container(), "sh", "-c", "echo kept > ~/note");
        assertThat(limits()).isEqualTo("1000000000 " + memory("cpu.1"));
        String first = container();
        provider.stop(place);
        String largest = provider.sizes().getFirst().name();
        assertThat(largest).as("an engine with two cores at least").isNotEqualTo("cpu.1");

        place = sized(largest);
        ((Resizable) provider).requireResizable(place);
        List<String> told = new ArrayList<>();
        provider.start(place, told::add);
        assertThat(told).contains("making its container anew with the size " + largest);
        assertThat(container()).isNotEqualTo(first).doesNotContain("\n");
        assertThat(limits()).isEqualTo(provider.sizes().getFirst().cpus() * 1_000_000_000L + " " + memory(largest));
        assertThat(TestEngine.docker("exec", container(), "python3", "-c", "import tiny; print(tiny.SIZE)"))
                .isEqualTo("small");
        assertThat(TestEngine.docker("exec", container(), "sh", "-c", "cat ~/note"))
                .isEqualTo("kept");
        String second = container();

        provider.stop(place);
        provider.start(place, words -> {});
        assertThat(container()).as("it is made anew once").isEqualTo(second);
        provider.stop(place);
        place = sized("cpu.1");
        provider.start(place, words -> {});
        assertThat(limits()).isEqualTo("1000000000 " + memory("cpu.1"));
        assertThat(TestEngine.docker("exec", container(), "python3", "-c", "import tiny; print(tiny.SIZE)"))
                .isEqualTo("small");
        provider.stop(place);
        provider.remove(place);
        assertThat(TestEngine.docker("images", "-aq", "--filter", "label=dev.atelier.gateway=" + gateway()))
                .isEmpty();
    }

    private Place sized(String size) {
        return new Place(place.name(), place.owner(), size, place.image(), place.ssh(), place.generation());
    }

    private String limits() throws Exception {
        return TestEngine.docker("inspect", "--format", "{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}}", container());
    }

    private long memory(String size) {
        return provider.sizes().stream()
                .filter(each -> each.name().equals(size))
                .findFirst()
                .orElseThrow()
                .memoryBytes();
    }

    /** The smallest package that pip takes, from no index. */
    private static void wheel(Path file) throws IOException {
        Map<String, String> entries = Map.of(
                "tiny.py", "SIZE = 'small'\n",
                "tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
                "tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                "tiny-1.0.dist-info/RECORD",
                        "tiny.py,,\ntiny-1.0.dist-info/METADATA,,\ntiny-1.0.dist-info/WHEEL,,\ntiny-1.0.dist-info/RECORD,,\n");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void anAgentThatDiesIsStartedAgainInItsContainer() throws Exception {
        var agent = new AgentClient(provider.start(place, words -> {}), http);
        var before = agent.status();
        TestEngine.docker("exec", container(), "pkill", "-9", "java");
        await().ignoreExceptions().until(() -> !agent.status().equals(before));
        assertThat(provider.find(place)).isPresent();
    }

    @Test
    void anEarlierGenerationGivesWay() throws Exception {
        provider.start(place, words -> {});
        String first = container();
        Place second = new Place(place.name(), place.owner(), place.size(), place.image(), place.ssh(), 2);
        provider.start(second, words -> {});
        assertThat(container()).isNotEqualTo(first).doesNotContain("\n");
        provider.stop(second);
        provider.remove(second);
    }

    /** A name is given to another image, and what there is stays as it was made. */
    @Test
    void anInstanceKeepsItsImageAndSaysWhenItsNameHasGoneOn() throws Exception {
        String tag = "atelier-test/moving:" + gateway();
        TestEngine.docker("tag", "atelier/notebook", tag);
        place = from(tag);
        String commits = TestEngine.docker("create", "atelier/notebook", "true");
        try {
            provider.start(place, words -> {});
            ImageDetails first = details();
            assertThat(first.name()).isEqualTo(tag);
            assertThat(first.id())
                    .isEqualTo(TestEngine.docker("image", "inspect", "-f", "{{.Id}}", "atelier/notebook"));
            assertThat(first.digest()).isEmpty();
            assertThat(first.created().orElseThrow()).isBefore(Instant.now());
            assertThat(first.moved()).isFalse();

            TestEngine.docker("commit", commits, tag);
            assertThat(details()).isEqualTo(new ImageDetails(tag, first.id(), first.digest(), first.created(), true));
            provider.stop(place);
            provider.start(place, words -> {});
            assertThat(details().id()).isEqualTo(first.id());
        } finally {
            TestEngine.docker("rm", commits);
            TestEngine.docker("rmi", tag);
        }
    }

    private ImageDetails details() throws Exception {
        return ((ContainerAware) provider).details(place).orElseThrow().image();
    }

    @Test
    void anImageWithoutWhatIsNeededIsRefusedWithItsName() {
        assertThatThrownBy(() -> provider.prepare(from("debian:bookworm"), words -> {}))
                .hasMessageContaining("The image “debian:bookworm” has no Python");
        assertThatThrownBy(() -> provider.prepare(from("no/such-image"), words -> {}))
                .hasMessageContaining("“no/such-image” is neither here nor could it be fetched");
        assertThatThrownBy(() -> provider.prepare(from("--bad"), words -> {})).hasMessageContaining("--bad");
    }

    private Place from(String image) {
        return new Place(place.name(), place.owner(), place.size(), Optional.of(image), Optional.empty(), 1);
    }
}
