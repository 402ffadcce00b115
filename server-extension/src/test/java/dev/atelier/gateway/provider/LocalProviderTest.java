package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.Json;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.provider.local.LocalProvider;
import dev.atelier.gateway.provider.local.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real agents, in JVMs of their own. */
class LocalProviderTest extends ProviderContract {
    @TempDir
    private Path folder;

    private Path home;
    private Path data;

    @Override
    protected Provider create() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        data = Files.createDirectories(folder.resolve("data/set"));
        Path share = Files.createDirectories(folder.resolve("share"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> agent = List.of(
                java.toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.atelier.agent.Main");
        Toolbox toolbox = new Toolbox(java, agent, python(), List.of(), 0);
        return new LocalProvider(home, share, toolbox, new AllowedFolders(home, List.of(data.getParent())), http);
    }

    private static Path python() {
        String name = "ATELIER_TEST_PYTHON";
        return Optional.ofNullable(System.getProperty(name))
                .or(() -> Optional.ofNullable(System.getenv(name)))
                .map(Path::of)
                .orElseThrow(() -> new AssertionError(
                        "Set " + name + " to the prefix of a Python environment with ipykernel (PREFIX/bin/python)."));
    }

    private Path root() {
        return home.resolve("instances/box-1");
    }

    private ProcessHandle process() throws IOException {
        JsonNode written = Json.read(Files.readString(root().resolve("agent/agent.json")), JsonNode.class);
        return ProcessHandle.of(written.path("pid").asLong()).orElseThrow();
    }

    @Override
    protected void crash(Place which) throws Exception {
        ProcessHandle agent = process();
        agent.destroyForcibly();
        agent.onExit().get(20, TimeUnit.SECONDS);
    }

    @Test
    void keepsItsSecretToItself() throws Exception {
        AgentAddress agent = provider.start(place, words -> {});
        Path config = root().resolve("agent-config.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root())))
                .isEqualTo("rwx------");
        String command = Files.readString(Path.of("/proc/" + process().pid() + "/cmdline"));
        assertThat(command).contains("--config").doesNotContain(agent.secret());
        assertThat(Files.readString(Path.of("/proc/" + process().pid() + "/environ")))
                .doesNotContain(agent.secret());
    }

    @Test
    void tellsOfAStepOnlyWhenItTakesIt() throws Exception {
        List<String> words = new ArrayList<>();
        provider.start(place, words::add);
        assertThat(words).containsExactly("making its Python environment", "starting its agent");
        crash(place);
        words.clear();
        provider.start(place, words::add);
        assertThat(words).containsExactly("starting its agent");
    }

    /** A gateway that is killed while an agent starts must not lose it: the next one starts beside it, and finds it. */
    @Test
    void twoStartsAtOnceFindOneAgent() throws Exception {
        provider.prepare(place, words -> {});
        Provider other = create();
        List<AgentAddress> found = new ArrayList<>();
        Thread first = Thread.ofVirtual().start(() -> found.add(start(provider)));
        found.add(start(other));
        assertThat(first.join(Duration.ofSeconds(60))).isTrue();
        assertThat(found).hasSize(2);
        // Whichever of the two it is: what runs is found, and it is one.
        AgentAddress now = provider.find(place).orElseThrow();
        assertThat(found).contains(now);
        new AgentClient(now, http).status();
    }

    private AgentAddress start(Provider by) {
        try {
            return by.start(place, words -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A process that hangs can be stopped all the same, with what it started. */
    @Test
    void stopsAnAgentThatHangs() throws Exception {
        AgentAddress agent = provider.start(place, words -> {});
        new AgentClient(agent, http)
                .call(
                        "PUT",
                        "/agent/v1/jobs/sleeper",
                        Optional.of(Map.of("command", List.of("sleep", "600"), "cwd", "", "log", "sleeper.log")),
                        Duration.ofSeconds(20));
        JsonNode job =
                new AgentClient(agent, http).get("/agent/v1/jobs/sleeper").as(JsonNode.class);
        Path sleeper = Path.of("/proc/" + job.path("pid").asLong() + "/stat");
        assertThat(sleeper).exists();
        new ProcessBuilder("kill", "-STOP", String.valueOf(process().pid()))
                .start()
                .waitFor();
        provider.stop(place);
        assertThat(provider.find(place)).isEmpty();
        // Gone, or dead and waiting for whoever is process 1 to notice.
        assertThat(Files.exists(sleeper) && !Files.readString(sleeper).contains(") Z "))
                .isFalse();
    }

    @Test
    void mountsAllowedFoldersAndNothingElse() throws Exception {
        DatastoreMounts mounts = (DatastoreMounts) provider;
        DatastoreSpec allowed = new DatastoreSpec.Local(data.toString());
        mounts.mount(place, "data", allowed, DatastoreMounts.Access.READ_WRITE);
        mounts.mount(place, "data", allowed, DatastoreMounts.Access.READ_WRITE);
        assertThat(mounts.mountPoint(place, "data").toRealPath()).isEqualTo(data.toRealPath());
        Files.createSymbolicLink(data.resolve("out"), home);
        for (Path no : List.of(home, folder, Path.of("/"), data.resolve("out"), data.resolve("../../home"))) {
            assertThatThrownBy(() -> mounts.check(new DatastoreSpec.Local(no.toString())))
                    .as(no.toString())
                    .hasMessageContaining("has not allowed");
        }
        assertThatThrownBy(() -> mounts.check(new DatastoreSpec.Local("nul\0")))
                .hasMessageContaining("a character that nobody can type");
        mounts.unmount(place, "data");
        mounts.unmount(place, "data");
        assertThat(mounts.mountPoint(place, "data")).doesNotExist();
    }

    /** A program that writes where nothing is mounted must not make its instance impossible to stop and delete. */
    @Test
    void whatIsWrittenBesideTheMountsHindersNothing() throws Exception {
        provider.start(place, words -> {});
        DatastoreMounts mounts = (DatastoreMounts) provider;
        Files.writeString(data.resolve("kept.txt"), "kept");
        mounts.mount(place, "data", new DatastoreSpec.Local(data.toString()), DatastoreMounts.Access.READ_WRITE);
        Path beside = Files.createDirectories(mounts.mountPoint(place, "other").resolve("out"));
        Files.writeString(beside.resolve("result"), "1");
        provider.stop(place);
        assertThat(beside.resolve("result")).exists();
        provider.remove(place);
        assertThat(root()).doesNotExist();
        assertThat(data.resolve("kept.txt")).hasContent("kept");
    }
}
