package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.DatastoreSpec;
import dev.atelier.api.ProblemException;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers of an engine that is reached by SSH alone. */
@Tag("docker")
@Tag("mount")
class RemoteEngineTest {
    private static RemoteEngineRig rig;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Place place = new Place("Box-1", "ben", "small", Optional.empty(), Optional.empty(), 1);
    private Provider provider;

    @BeforeAll
    static void start() throws Exception {
        rig = new RemoteEngineRig();
    }

    @AfterAll
    static void remove() throws Exception {
        rig.remove();
    }

    @BeforeEach
    void begin() throws Exception {
        provider = rig.provider(http);
    }

    @AfterEach
    void clear() throws Exception {
        provider.stop(place);
        provider.remove(place);
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

    /** Whoever gets to an engine is that computer's root. */
    @Test
    void nobodyElseGetsThere() throws Exception {
        provider.start(place, words -> {});
        assertThat(TestEngine.docker("port", rig.container(place))).matches("8700/tcp -> 127\\.0\\.0\\.1:[0-9]+");
        Path folder = rig.home.resolve("engines/far");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("engine.sock"))))
                .isEqualTo("rw-------");
        String helper = rig.container(place, "-mnt-.share");
        assertThat(TestEngine.docker("inspect", "--format", "{{json .Config.Env}} {{json .Config.Entrypoint}}", helper))
                .doesNotContain("pass");
    }

    private static boolean isAway(Provider provider) {
        return ((Absent) provider).absence().isPresent();
    }

    @Test
    @Tag("long")
    void anEngineThatIsAwayKeepsItsInstancesAndIsFoundAgainWithTheShare() throws Exception {
        AgentAddress agent = provider.start(place, words -> {});
        String began = inside("stat -c %Y /proc/1");
        rig.server.halt();
        await().untilAsserted(() -> assertThat(((Absent) provider).absence().orElse(""))
                .startsWith("The engine far can't be reached: The host ada@127.0.0.1:")
                .contains("does not answer"));
        assertThat(provider.sizes()).as("what is known is told without asking").isNotEmpty();
        assertThatThrownBy(() -> provider.find(place)).isInstanceOf(ProviderUnreachable.class);
        assertThatThrownBy(() -> provider.stop(place)).isInstanceOf(ProviderUnreachable.class);
        assertThat(inside("stat -c %Y /proc/1")).as("it runs on").isEqualTo(began);

        rig.server.boot();
        await().until(() -> !isAway(provider));
        assertThat(provider.find(place)).hasValue(agent);
        await().ignoreExceptions().untilAsserted(() -> {
            inside("echo again >/share/again.txt");
            assertThat(rig.share.resolve("again.txt")).hasContent("again\n");
        });

        TestEngine.docker("kill", rig.container(place, "-mnt-.share")); // what mounts it
        assertThat(provider.find(place)).hasValue(agent);
        assertThat(inside("cat /share/again.txt")).isEqualTo("again");
        assertThat(((Remarks) provider).remark(place)).isEmpty();
    }

    private static boolean listens(AgentAddress agent) {
        try (Socket _ =
                new Socket(InetAddress.getLoopbackAddress(), agent.base().getPort())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whatIsGivenUpWhileTheEngineIsAwayLeavesNothingHereAndGoesOnceItIsBack() throws Exception {
        AgentAddress agent = provider.start(place, words -> {});
        String container = rig.container(place);
        Generations generations = (Generations) provider;
        rig.server.halt();
        await().until(() -> isAway(provider));
        assertThat(listens(agent)).isTrue();
        generations.giveUp(place);
        await().until(() -> !listens(agent)); // it is closed when its thread has left it
        assertThat(rig.home.resolve("instances/box-1")).doesNotExist();
        assertThat(generations.elsewhere(place)).contains("the container atelier-" + rig.gateway() + "-box-1-1");
        assertThatThrownBy(() -> generations.removeGivenUp(place)).isInstanceOf(ProviderUnreachable.class);
        assertThat(rig.container(place)).as("it runs on").isEqualTo(container);

        rig.server.boot();
        await().until(() -> !isAway(provider));
        generations.removeGivenUp(place);
        assertThat(TestEngine.docker("ps", "-aq", "--filter", "name=" + rig.gateway() + "-box-1-"))
                .isEmpty();
        generations.removeGivenUp(place); // which a gateway that was killed does again
    }

    /** As on this computer. */
    @Test
    void aStoppedOneComesToAnotherSize() throws Exception {
        provider.start(place, words -> {});
        inside("echo kept >/root/kept || echo kept >/tmp/kept");
        provider.stop(place);
        String other = provider.sizes().getLast().name();
        assertThat(other).isNotEqualTo(place.size());
        Place large = new Place("Box-1", "ben", other, Optional.empty(), Optional.empty(), 1);
        ((Resizable) provider).requireResizable(large);
        provider.start(large, words -> {});
        assertThat(inside("cat /root/kept /tmp/kept 2>/dev/null || true")).isEqualTo("kept");
        assertThat(TestEngine.docker("inspect", "--format", "{{.HostConfig.NanoCpus}}", rig.container(large)))
                .isEqualTo(String.valueOf(provider.sizes().getLast().cpus() * 1_000_000_000L));
        rig.server.halt();
        await().until(() -> isAway(provider));
        assertThatThrownBy(() -> ((Resizable) provider).requireResizable(large))
                .isInstanceOf(ProviderUnreachable.class);
        rig.server.boot();
        await().until(() -> !isAway(provider));
    }

    /** Nobody asks for an instance whose agent answers. */
    @Test
    void aShareWhoseHelperWasRemovedComesBackByItself() throws Exception {
        provider.start(place, words -> {});
        TestEngine.docker("rm", "--force", rig.container(place, "-mnt-.share"));
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            inside("echo back >/share/back.txt");
            assertThat(rig.share.resolve("back.txt")).hasContent("back\n");
        });
        assertThat(((Remarks) provider).remark(place)).isEmpty();
        provider.stop(place);
        TimeUnit.SECONDS.sleep(5); // two looks
        assertThat(rig.container(place, "-mnt-.share"))
                .as("a stopped one is let be")
                .isEmpty();
    }

    @Test
    void whatWasWrittenIsSentBeforeARemovalThoughItsHelperWasKilled() throws Exception {
        provider.start(place, words -> {});
        String helper = rig.container(place, "-mnt-.share");
        inside("(exec 3>/share/last.txt; touch /tmp/open; until [ -e /tmp/cut ]; do sleep 0.1; done; echo last >&3;"
                + " exec 3>&-; touch /tmp/wrote) >/dev/null 2>&1 & until [ -e /tmp/open ]; do sleep 0.1; done");
        rig.server.halt(); // so that nothing is sent
        inside("touch /tmp/cut; until [ -e /tmp/wrote ]; do sleep 0.1; done");
        TestEngine.docker("rm", "--force", helper);
        rig.end();
        rig.server.boot();
        provider = rig.provider(http);
        provider.stop(place);
        await().ignoreExceptions()
                .untilAsserted(
                        () -> { // refused until the share is forwarded there again
                            provider.remove(place);
                            assertThat(rig.share.resolve("last.txt")).hasContent("last\n");
                        });
    }

    @Test
    void oneWhoseComputerIsAwayIsGivenUpAndRemovedWhenItIsBack() throws Exception {
        provider.start(place, words -> {});
        Generations generations = (Generations) provider;
        rig.server.halt();
        await().until(() -> isAway(provider));
        generations.giveUp(place);
        assertThat(generations.elsewhere(place))
                .contains("the container atelier-")
                .contains("docker:far");
        rig.server.boot();
        await().atMost(Duration.ofSeconds(60)).until(() -> !isAway(provider));
        generations.removeGivenUp(place);
        assertThat(rig.container(place, ".*")).isEmpty();
    }

    /** A login keeps the groups that it began with. */
    @Test
    void anAccountThatIsLetUseDockerIsSeenWithoutARestart() throws Exception {
        rig.server.forbidDocker();
        rig.server.dropConnections();
        await().untilAsserted(() ->
                assertThat(RemoteEngineRig.absence(provider).orElse("")).contains("leads nobody to the socket"));
        rig.server.letUseDocker();
        await().atMost(Duration.ofSeconds(60)).until(() -> !isAway(provider));
    }

    @Test
    void theNextGatewayFindsTheAgentAndTheShare() throws Exception {
        AgentAddress before = provider.start(place, words -> {});
        provider = rig.provider(http);
        AgentAddress after = provider.find(place).orElseThrow();
        assertThat(new AgentClient(after, http).status().instance()).isEqualTo("Box-1");
        assertThat(after.secret()).isEqualTo(before.secret());
        inside("echo next >/share/next.txt");
        ((WritesLater) provider).awaitWritten(place);
        assertThat(rig.share.resolve("next.txt")).hasContent("next\n");
    }

    @Test
    @Tag("long")
    void whatTheFileNamesIsThereAndWhatHasInstancesStaysWithoutNewOnes() throws Exception {
        NamedEngine far = rig.wanted.getFirst();
        rig.used(true);
        rig.name();
        await().until(() -> provider.sizes().isEmpty());
        assertThat(rig.providers()).containsExactly(provider);
        assertThat(((Absent) provider).absence().orElseThrow()).contains("is not in atelier.yml any more");
        assertThat(provider.find(place)).as("it is asked still").isEmpty();
        rig.name(far);
        await().until(() -> !provider.sizes().isEmpty());

        NamedEngine unknown = new NamedEngine("far", rig.server.unknown(), far.socket());
        NamedEngine elsewhere = new NamedEngine("other", far.host(), "/var/run/none.sock");
        rig.name(unknown, elsewhere);
        await().until(() -> rig.providers().size() == 2);
        await().untilAsserted(() -> assertThat(
                        ((Absent) rig.providers().getFirst()).absence().orElseThrow())
                .contains("nobody has accepted yet")
                .contains("write it beside the ssh of the engine far in atelier.yml: fingerprint: "
                        + rig.server.fingerprint()));
        Provider other = rig.providers().getLast();
        await().untilAsserted(() ->
                assertThat(RemoteEngineRig.absence(other).orElseThrow()).contains("authorized_keys"));
        rig.server.authorize(RemoteEngineRig.key(other));
        await().untilAsserted(() -> assertThat(RemoteEngineRig.absence(other).orElseThrow())
                .contains("does not answer at /var/run/none.sock of ada@127.0.0.1:")
                .contains("leads nobody to the socket"));

        rig.used(false);
        rig.name(far);
        await().until(() -> rig.providers().size() == 1);
        provider = rig.providers().getFirst();
        await().until(() -> !provider.sizes().isEmpty());
    }

    @Test
    void aFolderOfTheGatewaysComputerIsNoDatastoreThere() {
        DatastoreMounts mounts = (DatastoreMounts) provider;
        assertThatThrownBy(() -> mounts.check(new DatastoreSpec.Local("/etc")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("instances of docker:far are on another");
    }
}
