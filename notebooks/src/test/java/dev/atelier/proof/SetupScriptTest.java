package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Event;
import dev.atelier.api.InstanceSpec;
import dev.atelier.api.InstanceState;
import dev.atelier.api.ProblemException;
import dev.atelier.api.ScriptSpec;
import dev.atelier.api.SetupScripts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that set instances up, through the front door, and a gateway that dies meanwhile. */
class SetupScriptTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** As in {@link KillPointsTest}: every second point is every gap. */
    private static final int STRIDE = Integer.getInteger("atelier.kill-points.stride", 2);

    @Test
    void whatAScriptInstallsIsThereAfterAStopToo() throws IOException {
        whatAScriptInstallsIsThereAfterAStopToo("local");
    }

    @Test
    @Tag("docker")
    void whatAScriptInstallsIsThereAfterAStopTooInContainers() throws IOException {
        whatAScriptInstallsIsThereAfterAStopToo("docker");
    }

    private static void whatAScriptInstallsIsThereAfterAStopToo(String provider) throws IOException {
        try (Atelier atelier = Atelier.up("--default-provider", provider)) {
            writeWheel(atelier.share().resolve("greeting-1.0-py3-none-any.whl"));
            write(atelier, "setup.sh", """
                    set -e
                    echo "sets up $CI_NAME"
                    python -m pip install --no-index --disable-pip-version-check --quiet ./greeting-1.0-py3-none-any.whl
                    echo created >>created.txt
                    """);
            write(atelier, "startup.sh", "echo started >>started.txt");
            Atelier.Result created =
                    atelier.run("compute", "create", "box1", "--setup", "setup.sh", "--startup", "startup.sh");
            assertThat(created.output()).contains("✔ box1  Running");
            assertThat(atelier.events().stream()
                            .filter(e -> e.subject().equals("box1"))
                            .map(Event::state))
                    .containsSubsequence("Creating", "SettingUp", "Running");
            assertThat(atelier.run("compute", "logs", "box1", "--script", "creation")
                            .output())
                    .contains("sets up box1");
            greets(atelier);
            assertThat(atelier.run("compute", "stop", "box1").exitCode()).isZero();
            assertThat(atelier.run("compute", "start", "box1").output()).contains("✔ box1  Running");
            greets(atelier);
            assertThat(atelier.share().resolve("created.txt")).hasContent("created\n");
            assertThat(atelier.share().resolve("started.txt")).hasContent("started\nstarted\n");
            assertThat(atelier.run("compute", "delete", "box1", "--yes").exitCode())
                    .isZero();
        }
    }

    private static void greets(Atelier atelier) {
        try (Kernel kernel = Kernel.open(atelier, "box1.python3", "first.ipynb")) {
            assertThat(kernel.run("import greeting\nprint(greeting.WORD)").stdout())
                    .isEqualTo("hello\n");
        }
    }

    @Test
    void oneThatFailsIsToldOfChangedAndRunAgain() throws IOException {
        try (Atelier atelier = Atelier.up()) {
            write(atelier, "setup.sh", "echo looks for polars; echo 'no such package: polars' >&2; exit 3");
            Atelier.Result failed = atelier.run("compute", "create", "box1", "--setup", "setup.sh");
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.output())
                    .contains("SetupFailed")
                    .contains("ended with exit code 3, and said last: looks for polars / no such package: polars");
            assertThat(atelier.run("compute", "logs", "box1", "--script", "creation", "--follow")
                            .output())
                    .isEqualTo("looks for polars\nno such package: polars\n");
            write(atelier, "setup.sh", "echo better");
            assertThat(atelier.run("compute", "update", "box1", "--setup", "setup.sh")
                            .output())
                    .contains("runs its new creation script at the next start");
            assertThat(atelier.run("compute", "restart", "box1").output()).contains("✔ box1  Running");
            assertThat(atelier.run("compute", "logs", "box1", "--script", "creation")
                            .output())
                    .isEqualTo("better\n");
        }
    }

    /** The gateway is killed with -9 while the script waits for a file. */
    @Test
    void aScriptOutlivesTheGatewayAndIsFollowed() throws IOException {
        try (Atelier atelier = Atelier.up()) {
            write(atelier, "setup.sh", """
                    echo created >>created.txt
                    echo begins
                    while [ ! -e go-on ]; do sleep 0.1; done
                    echo ends
                    """);
            assertThat(atelier.run("compute", "create", "box1", "--setup", "setup.sh", "--no-wait")
                            .exitCode())
                    .isZero();
            await().atMost(PATIENCE)
                    .until(() -> atelier.run("compute", "logs", "box1", "--script", "creation")
                            .output()
                            .equals("begins\n"));
            assertThat(atelier.run("compute", "show", "box1").output())
                    .contains("SettingUp", "its creation script runs, for 0 min (15 at most)");
            atelier.kill();
            atelier.start();
            assertThat(atelier.client().instance("box1").state()).isNotEqualTo(InstanceState.RUNNING);
            Files.createFile(atelier.share().resolve("go-on"));
            assertThat(atelier.run("compute", "logs", "box1", "--script", "creation", "--follow")
                            .output())
                    .isEqualTo("begins\nends\n");
            await().atMost(PATIENCE)
                    .until(() -> atelier.client().instance("box1").state() == InstanceState.RUNNING);
            assertThat(atelier.share().resolve("created.txt")).hasContent("created\n");
        }
    }

    /** It halts before and after everything that it does to the world until the instance runs. */
    @Test
    @Tag("long")
    void whereverTheGatewayHaltsEachScriptRunsOnce(@TempDir Path folder) throws Exception {
        KillPoints points = new KillPoints(folder.toRealPath().resolve("points"));
        int halted = 0;
        try (Atelier atelier = Atelier.upWith(Map.of("ATELIER_JAVA_OPTS", points.javaOptions()))) {
            boolean more = true;
            for (int n = 1; more; n += STRIDE) {
                String name = "box" + n;
                InstanceSpec spec = InstanceSpec.defaults()
                        .withProvider(Optional.of("local"))
                        .withSetupScripts(Optional.of(new SetupScripts(
                                Optional.of(ScriptSpec.of("echo created >>" + name + ".txt")),
                                Optional.of(ScriptSpec.of("echo started >>" + name + ".txt")))));
                points.arm(n);
                try {
                    create(atelier, name, spec);
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(20))
                            .until(() -> !atelier.lives() || runs(atelier, name));
                    if (atelier.lives()) {
                        Thread.sleep(300); // what it does after the state is told
                    }
                } finally {
                    points.disarm();
                }
                more = points.passed().size() >= n;
                if (more) {
                    halted++;
                    await().atMost(PATIENCE).until(() -> !atelier.lives());
                    atelier.start();
                    create(atelier, name, spec); // whoever asks again gets what was asked for
                }
                await(name + " after " + points.passed()).atMost(PATIENCE).until(() -> runs(atelier, name));
                assertThat(atelier.share().resolve(name + ".txt"))
                        .as("halted at " + points.passed())
                        .hasContent("created\nstarted\n");
                atelier.client().delete(name);
                await().atMost(PATIENCE)
                        .until(() -> atelier.client().instances().stream()
                                .noneMatch(i -> i.name().equals(name)));
            }
        }
        assertThat(halted).isGreaterThan(8);
    }

    private static void create(Atelier atelier, String name, InstanceSpec spec) {
        try {
            atelier.client().create(name, spec);
        } catch (ProblemException e) {
            assertThat(e.problem().code()).as(e.getMessage()).isEqualTo("gateway-unreachable");
        }
    }

    private static boolean runs(Atelier atelier, String name) {
        try {
            return atelier.client().instance(name).state() == InstanceState.RUNNING;
        } catch (ProblemException | IllegalStateException e) {
            return false; // it has just halted
        }
    }

    private static void write(Atelier atelier, String name, String script) throws IOException {
        Files.writeString(atelier.share().resolve(name), script);
    }

    /** A package as pip installs it without asking anybody. */
    private static void writeWheel(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream wheel = new JarOutputStream(out)) {
            String info = "greeting-1.0.dist-info/";
            for (Map.Entry<String, String> entry : Map.of(
                            "greeting.py",
                            "WORD = 'hello'\n",
                            info + "METADATA",
                            "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n",
                            info + "WHEEL",
                            "Wheel-Version: 1.0\nGenerator: proof\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                            info + "RECORD",
                            "greeting.py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\n")
                    .entrySet()) {
                wheel.putNextEntry(new JarEntry(entry.getKey()));
                wheel.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
