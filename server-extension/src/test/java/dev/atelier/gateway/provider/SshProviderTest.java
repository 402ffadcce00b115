package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Gpu;
import dev.atelier.api.ProblemException;
import dev.atelier.api.SshHost;
import dev.atelier.gateway.link.AgentAddress;
import dev.atelier.gateway.link.AgentClient;
import dev.atelier.gateway.provider.ssh.AllowedNetworks;
import dev.atelier.gateway.provider.ssh.SshProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** On a real sshd in a container; the gateway's home is the same for all, so that the toolbox is brought once. */
@OnEngine
@ResourceLock("rclone serve") // ends whatever this process runs of it
class SshProviderTest extends ProviderContract {
    @TempDir
    private static Path home;

    @TempDir
    private static Path share;

    private static SshServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = SshServer.start();
    }

    @AfterAll
    static void removeServer() throws Exception {
        server.remove();
    }

    @Override
    protected Provider create() throws Exception {
        SshProvider made = another();
        String line = made.key("ben").publicKey();
        if (!server.run("ada", "cat ~/.ssh/authorized_keys 2>/dev/null || true").contains(line)) {
            server.authorize(line);
        }
        place = placed(server.host(), 1);
        keepToolbox();
        return made;
    }

    /** What looks like another instance on this account, so that the toolbox is not brought for each test. */
    private void keepToolbox() throws Exception {
        server.run("ada", "mkdir -p " + kept());
    }

    private String kept() throws IOException {
        return "~/.atelier/" + gateway() + "/another-1";
    }

    /** As the gateway that is started next. */
    private SshProvider another() throws IOException {
        return new SshProvider(home, share, TestEngine.programs(), () -> AllowedNetworks.of(List.of()), http);
    }

    private Place placed(SshHost host, long generation) {
        return new Place("Box-1", "ben", "host", Optional.empty(), Optional.of(host), generation);
    }

    private AttachedHosts hosts() {
        return (AttachedHosts) provider;
    }

    private String gateway() throws IOException {
        return Files.readString(home.resolve("gateway-id"));
    }

    @Override
    protected void crash(Place which) throws Exception {
        server.run("ada", "pkill -9 -f '[c]onfig.json$'");
    }

    @Test
    void aKernelRunsThereOverTheHostsOwnPython() throws Exception {
        AgentClient agent = new AgentClient(provider.start(place, words -> {}), http);
        for (String kernel : List.of("python3", "java")) {
            assertThat(agent.call("POST", "/api/kernels", Optional.of(Map.of("name", kernel)), Duration.ofSeconds(60))
                            .status())
                    .as(kernel)
                    .isEqualTo(201);
        }
        Inside inside = provider.inside(place);
        assertThat(server.run("ada", inside.python() + " -c 'import numpy, sys; print(sys.prefix)'"))
                .isEqualTo(inside.python().getParent().getParent().toString());
        assertThat(server.run("ada", inside.python() + " -m pip --version")).contains("pip");
    }

    @Test
    void allThatIsOursThereIsForItsAccountAloneAndGoesWithTheInstance() throws Exception {
        server.run("ada", "rm -rf ~/.atelier");
        String before = server.run("ada", "find ~ /tmp | sort");
        String secret = provider.start(place, words -> {}).secret();
        assertThat(server.run("ada", "stat -c %a ~/.atelier ~/.atelier/" + gateway() + " ~/.atelier/*/box-1-1"))
                .isEqualTo("700\n700\n700");
        assertThat(server.run("ada", "stat -c %a ~/.atelier/*/box-1-1/config.json"))
                .isEqualTo("600");
        assertThat(server.run("root", "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr '\\0' '\\n'"))
                .doesNotContain(secret);
        provider.stop(place);
        assertThat(server.run("ada", "ps -u ada -o args=")).doesNotContain("java ", "ipykernel");
        provider.remove(place);
        assertThat(server.run("ada", "find ~ /tmp | sort")).isEqualTo(before);
    }

    @Test
    void theKeyIsTheOwnersAloneAndStaysTheSame() throws Exception {
        String line = hosts().key("ben").publicKey();
        assertThat(line).startsWith("ssh-ed25519 ");
        assertThat(another().key("ben").publicKey()).isEqualTo(line);
        assertThat(hosts().key("ada/../x").publicKey()).isNotEqualTo(line);
        try (var files = Files.list(home.resolve("ssh"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aHostThatNobodyHasAcceptedIsShownWithTheLineThatAcceptsIt() throws Exception {
        assertThatThrownBy(() -> hosts().check(placed(server.unknown(), 1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("shows the ed25519 key " + server.fingerprint())
                .hasMessageContaining("`compute attach Box-1 --ssh ada@" + server.address() + " --accept "
                        + server.fingerprint() + "`");
        hosts().check(place);
    }

    @Test
    void aKeyThatIsNotTheAcceptedOneIsShownBesideIt() throws Exception {
        String other = "SHA256:" + "A".repeat(43);
        assertThatThrownBy(() -> hosts().check(placed(server.unknown().accepting(other), 1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(other)
                .hasMessageContaining(server.fingerprint());
    }

    @Test
    void aHostThatDoesNotKnowTheOwnersKeyIsToldWithTheLineForIt() throws Exception {
        String line = hosts().key("eve").publicKey();
        Place eves = new Place("Box-2", "eve", "host", Optional.empty(), Optional.of(server.host()), 2);
        assertThatThrownBy(() -> hosts().check(eves))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("authorized_keys")
                .hasMessageContaining(line);
    }

    @Test
    void nobodyIsBotheredWithoutBeingAllowed() throws Exception {
        SshProvider elsewhere = new SshProvider(
                home, share, TestEngine.programs(), () -> AllowedNetworks.of(List.of("192.0.2.0/24")), http);
        assertThatThrownBy(() -> elsewhere.check(place))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("--ssh-networks");
    }

    @Test
    void whatItsFilesAreAndWhichGpusItHasIsSaid() throws Exception {
        server.run("root", """
                cat >/usr/local/bin/nvidia-smi <<'EOF'
                #!/bin/sh
                [ "$1" = --query-gpu=index,uuid,name,memory.total,driver_version,compute_cap ] || exit 2
                echo '0, GPU-1, NVIDIA A100-SXM4-40GB, 40960, 550.54.15, 8.0'
                echo '1, GPU-2, NVIDIA A100-SXM4-40GB, [N/A], 550.54.15, 8.0'
                EOF
                chmod 755 /usr/local/bin/nvidia-smi""");
        provider.start(place, words -> {});
        assertThat(((Remarks) provider).remark(place).orElseThrow())
                .startsWith("Its files are its own and not the share's:")
                .contains("/dev/fuse");
        assertThat(((GpuAware) provider).gpus(place))
                .containsExactly(
                        new Gpu(0, "GPU-1", "NVIDIA A100-SXM4-40GB", 40L << 30, "550.54.15", "8.0"),
                        new Gpu(1, "GPU-2", "NVIDIA A100-SXM4-40GB", 0, "550.54.15", "8.0"));
        server.run("root", "rm /usr/local/bin/nvidia-smi");
    }

    /** Whoever listens where it listened hears nothing, and what was said to it before is of no use. */
    @Test
    void eachAgentHasASecretOfItsOwn() throws Exception {
        AgentAddress first = provider.start(place, words -> {});
        assertThat(provider.find(place)).hasValue(first);
        server.run("ada", "cp ~/.atelier/*/box-1-1/agent/agent.json /tmp/agent.json");
        crash(place);
        assertThat(provider.find(place)).isEmpty();
        String port =
                server.run("ada", "sed -n 's/.*\"port\":\\([0-9]*\\).*/\\1/p' /tmp/agent.json; rm /tmp/agent.json");
        server.run(
                "ada",
                "timeout 30 python3 -c 'import socket; s = socket.create_server((\"127.0.0.1\", " + port
                        + ")); open(\"/tmp/ready\", \"w\"); c = s.accept()[0]; open(\"/tmp/heard\", \"wb\").write(c.recv(999))'"
                        + " >/dev/null 2>&1 & until [ -e /tmp/ready ]; do sleep 0.1; done");
        assertThatThrownBy(() -> new AgentClient(first, http).status()).isInstanceOf(IOException.class);
        assertThat(server.run("ada", "cat /tmp/heard 2>/dev/null; rm -f /tmp/ready /tmp/heard"))
                .isEmpty();
        AgentAddress second = provider.start(place, words -> {});
        assertThat(second.secret()).isNotEqualTo(first.secret());
        assertThat(provider.find(place)).hasValue(second);
    }

    /** How many of so many connections to the share's port there are answered at once. */
    private String answered(int connections) throws Exception {
        String port =
                Files.readString(home.resolve("instances/box-1/share-port")).strip();
        return server.run("ada", """
                timeout 60 python3 -c '
                import socket
                def answered(s):
                    s.settimeout(20)
                    try:
                        return s.recv(8).startswith(b"SSH-2.0-")
                    except OSError:
                        return False
                all = [socket.create_connection(("127.0.0.1", %s)) for i in range(%d)]
                print(sum(map(answered, all)))'""".formatted(port, connections));
    }

    @Test
    void theWayToTheShareHasABoundAndLeadsToAServerThatLives() throws Exception {
        provider.start(place, words -> {});
        assertThat(answered(80)).isEqualTo("64");
        await().untilAsserted(() -> assertThat(answered(1)).isEqualTo("1"));
        ProcessHandle.current()
                .descendants()
                .filter(p ->
                        p.info().command().filter(c -> c.endsWith("/rclone")).isPresent()
                                && List.of(p.info().arguments().orElseThrow()).contains("serve"))
                .forEach(ProcessHandle::destroyForcibly);
        await().untilAsserted(() -> assertThat(answered(1)).isEqualTo("1"));
    }

    @Test
    void aPortThatCanNotBeReadTakesTheShareAndNotTheAgent() throws Exception {
        AgentAddress agent = provider.start(place, words -> {});
        Files.writeString(home.resolve("instances/box-1/share-port"), "x");
        SshProvider next = another();
        assertThat(new AgentClient(next.find(place).orElseThrow(), http)
                        .status()
                        .instance())
                .isEqualTo("Box-1");
        assertThat(next.remark(place).orElseThrow()).contains("share-port holds no port");
        assertThat(agent.secret()).isEqualTo(next.find(place).orElseThrow().secret());
    }

    @Test
    void theNextGatewayFindsTheAgentAndItsKernels() throws Exception {
        AgentClient before = new AgentClient(provider.start(place, words -> {}), http);
        before.call("POST", "/api/kernels", Optional.of(Map.of("name", "python3")), Duration.ofSeconds(60));
        AgentClient after = new AgentClient(another().find(place).orElseThrow(), http);
        assertThat(after.status().pid()).isEqualTo(before.status().pid());
        assertThat(after.status().kernels()).isEqualTo(1);
    }

    @Test
    void kernelsOutliveTheirAgentAndEndWithTheInstance() throws Exception {
        AgentClient agent = new AgentClient(provider.start(place, words -> {}), http);
        agent.call("POST", "/api/kernels", Optional.of(Map.of("name", "python3")), Duration.ofSeconds(60));
        crash(place);
        assertThat(new AgentClient(provider.start(place, words -> {}), http)
                        .status()
                        .kernels())
                .isEqualTo(1);
        crash(place);
        provider.stop(place);
        assertThat(server.run("ada", "ps -u ada -o args=")).doesNotContain("ipykernel");
    }

    @Test
    void aPlaceThatIsForgottenSaysWhatStays() throws Exception {
        provider.start(place, words -> {});
        String there = server.run("ada", "ls ~/.atelier/" + gateway());
        assertThat(there).contains("box-1-1");
        assertThat(hosts().forget(place)).isEqualTo("~/.atelier/" + gateway() + "/box-1-1 on ada@" + server.address());
        assertThat(provider.find(place)).isEmpty();
        assertThat(server.run("ada", "ls ~/.atelier/" + gateway())).isEqualTo(there);
        crash(place);
        server.run("ada", "rm -rf ~/.atelier/*/box-1-1");
    }
}
