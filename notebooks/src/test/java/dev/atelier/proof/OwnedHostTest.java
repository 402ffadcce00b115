package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The main job on a host that somebody owns, through the front door. */
@OnEngine
@Tag("root")
class OwnedHostTest {
    private static final int SECONDS = Integer.getInteger("atelier.link-cut.seconds", 10);
    private static final Duration PATIENCE = Duration.ofMinutes(3).plusSeconds(SECONDS);

    private Atelier atelier;
    private OwnedHost host;

    @BeforeEach
    void start() {
        host = OwnedHost.start();
        atelier = Atelier.up();
    }

    @AfterEach
    void stop() {
        atelier.close();
        host.close();
    }

    private void withFuse() {
        host.close();
        host = OwnedHost.start(
                "--device", "/dev/fuse", "--cap-add", "SYS_ADMIN", "--security-opt", "apparmor=unconfined");
    }

    private String attach() {
        return "compute attach own1 --ssh " + host.account() + " --accept " + host.fingerprint();
    }

    private Atelier.Result run(String line) {
        return atelier.run(line.split(" ", -1));
    }

    private void attached() {
        host.authorize(atelier.client().key().publicKey());
        assertThat(run(attach()).output()).contains("✔ own1  Running");
    }

    private void awaitState(InstanceState state) {
        await().atMost(PATIENCE).until(() -> atelier.client().instance("own1").state() == state);
    }

    @Test
    void aHostIsAttachedInThreeStepsAndLeftAsItWas() {
        Atelier.Result unknown = run("compute attach own1 --ssh " + host.account());
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.output())
                .contains("shows the ed25519 key " + host.fingerprint() + ", which nobody has accepted yet")
                .contains("./atelier " + attach());
        Atelier.Result stranger = run(attach());
        assertThat(stranger.exitCode()).isEqualTo(1);
        String line = atelier.client().key().publicKey();
        assertThat(stranger.output()).contains("authorized_keys").contains(line);
        assertThat(run("compute key").output()).contains(line);
        assertThat(atelier.client().instances()).as("nothing was made yet").hasSize(1);

        host.authorize(line);
        String before = host.traces();
        assertThat(run(attach()).output()).contains("✔ own1  Running");
        try (Kernel kernel = Kernel.open(atelier, "own1.python3", "there.ipynb")) {
            assertThat(kernel.run("import os, getpass\nprint(getpass.getuser(), os.uname().nodename)")
                            .stdout())
                    .isEqualTo("ada " + host.as("root", "hostname") + "\n");
        }
        try (Kernel kernel = Kernel.open(atelier, "own1.java", "java.ipynb")) {
            assertThat(kernel.run("System.getProperty(\"user.name\")").shown()).isEqualTo("ada");
        }
        assertThat(run("compute show own1").output())
                .contains(host.account())
                .containsPattern("CPU +\\d+ % of \\d+ processor")
                .containsPattern("memory +[\\d.]+ of [\\d.]+ GiB")
                .containsPattern("disk +[\\d.]+ of [\\d.]+ GiB");
        assertThat(run("compute stop own1").output()).contains("Stopped");
        assertThat(run("compute start own1").output()).contains("Running");
        assertThat(run("compute detach own1").output()).contains("add --yes");
        assertThat(run("compute detach own1 --yes").exitCode()).isZero();
        assertThat(host.traces()).isEqualTo(before);
    }

    @Test
    @Tag("mount")
    void setupScriptsRunThereToo() throws IOException {
        withFuse();
        host.authorize(atelier.client().key().publicKey());
        Path share = atelier.share();
        Files.writeString(share.resolve("setup.sh"), "whoami; echo $CI_NAME >>created.txt");
        Files.writeString(share.resolve("startup.sh"), "echo started >>started.txt");
        assertThat(run(attach() + " --setup setup.sh --startup startup.sh").output())
                .contains("✔ own1  Running");
        assertThat(run("compute logs own1 --script creation").output()).isEqualTo("ada\n");
        assertThat(run("compute restart own1").output()).contains("✔ own1  Running");
        assertThat(share.resolve("created.txt")).hasContent("own1\n");
        assertThat(share.resolve("started.txt")).hasContent("started\nstarted\n");

        Files.writeString(share.resolve("startup.sh"), "echo away with it; exit 4");
        assertThat(run("compute update own1 --startup startup.sh").exitCode()).isZero();
        assertThat(run("compute restart own1").output())
                .contains("SetupFailed", "ended with exit code 4, and said last: away with it");
        assertThat(run("compute update own1 --no-startup").exitCode()).isZero();
        assertThat(run("compute start own1").output()).contains("✔ own1  Running");
    }

    @Test
    @Tag("mount")
    void theShareIsThereToo() throws IOException {
        withFuse();
        host.moveHome("/home/her home/"); // where what is mounted is known by another path
        host.authorize(atelier.client().key().publicKey());
        String before = host.traces();
        assertThat(run(attach()).output()).contains("✔ own1  Running").doesNotContain("not the share's");
        Path share = atelier.share();
        Files.writeString(share.resolve("here.txt"), "from here");
        Files.createSymbolicLink(share.resolve("out"), Path.of("/etc"));
        Files.writeString(share.resolve("train.py"), "print('trained with', open('here.txt').read())");
        try (Kernel kernel = Kernel.open(atelier, "own1.python3", "there.ipynb")) {
            assertThat(kernel.run("print(open('here.txt').read())").stdout()).isEqualTo("from here\n");
            assertThat(kernel.run("open('out/hostname').read()").failed())
                    .as("the gateway's computer is not the host's")
                    .isTrue();
            assertThat(kernel.run("open('there.txt', 'w').write('from there')").failed())
                    .isFalse();
            await().untilAsserted(() -> assertThat(share.resolve("there.txt")).hasContent("from there"));
            host.dropConnection(); // its way to the share with it
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(host.as("ada", "cat ~/.atelier/*/own1-*/share/here.txt"))
                            .isEqualTo("from here"));
            awaitState(InstanceState.RUNNING);
            kernel.connect();
            assertThat(kernel.run("import os; open('large', 'wb').write(os.urandom(1 << 24))")
                            .failed())
                    .isFalse();
        }
        assertThat(run("compute submit train.py --on own1 --name t1 --follow").output())
                .contains("trained with from here");
        assertThat(run("compute stop own1").output()).contains("Stopped");
        assertThat(share.resolve("large")).hasSize(1 << 24);
        assertThat(run("compute start own1").output()).contains("✔ own1  Running");
        assertThat(run("compute detach own1 --yes").exitCode()).isZero();
        assertThat(host.traces()).isEqualTo(before);
        assertThat(share.resolve("here.txt")).hasContent("from here");
        assertThat(share.resolve("large")).hasSize(1 << 24);
    }

    @Test
    @Tag("long")
    void outputsArriveOnceAndInOrderWhateverBecomesOfTheWay() throws InterruptedException {
        attached();
        try (Kernel kernel = Kernel.open(atelier, "own1.python3", "cut.ipynb")) {
            kernel.comeBack();
            int lines = 600 + 10 * SECONDS;
            String running = kernel.send(
                    "import time\nfor i in range(" + lines + "):\n    print(i, flush=True); time.sleep(0.1)");
            String before = kernel.awaitText(running);
            host.pullCable();
            Thread.sleep(Duration.ofSeconds(SECONDS));
            host.plugIn();
            awaitState(InstanceState.RUNNING);
            host.engine("pause");
            awaitState(InstanceState.UNKNOWN);
            host.engine("unpause");
            awaitState(InstanceState.RUNNING);
            atelier.kill();
            atelier.start();
            awaitState(InstanceState.RUNNING);
            host.dropConnection(); // the connection alone
            assertThat(before + kernel.await(running).stdout())
                    .isEqualTo(IntStream.range(0, lines).mapToObj(i -> i + "\n").collect(Collectors.joining()));
            host.as("ada", "pkill -9 -f '[c]onfig.json$'"); // the agent alone
            host.as("ada", "until pgrep -f '[c]onfig.json$'; do sleep 0.1; done"); // the next one
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(kernel.run("print(i)").stdout()).isEqualTo((lines - 1) + "\n"));
        }
        assertThat(atelier.events().stream()
                        .filter(e -> e.subject().equals("own1"))
                        .map(e -> e.state()))
                .as("it never seemed stopped, failed or new")
                .doesNotContain("Unusable", "Stopped", "Stopping", "CreateFailed");
        assertThat(run("compute detach own1 --yes").exitCode()).isZero();
    }

    @Test
    void aHostThatIsAwayIsUnknownAndOneWithAnotherKeyIsNotUsed() {
        attached();
        host.halt();
        awaitState(InstanceState.UNKNOWN);
        assertThat(atelier.client().instance("own1").reason().orElseThrow())
                .contains(host.account().split("@", -1)[0]);
        host.boot();
        awaitState(InstanceState.RUNNING);

        host.changeKey();
        host.dropConnection();
        awaitState(InstanceState.UNUSABLE);
        assertThat(atelier.client().instance("own1").reason().orElseThrow())
                .contains("somebody stands between")
                .contains(host.fingerprint());
        assertThat(run("compute start own1").output()).contains("somebody stands between");
        assertThat(run(attach()).output()).contains("✔ own1  Running");

        host.halt();
        assertThat(run("compute detach own1 --yes").output()).contains("compute detach own1 --force --yes");
        assertThat(run("compute detach own1 --force --yes").output()).contains("~/.atelier/" + atelier.gatewayId());
        await().atMost(PATIENCE).until(() -> atelier.client().instances().size() == 1);
    }
}
