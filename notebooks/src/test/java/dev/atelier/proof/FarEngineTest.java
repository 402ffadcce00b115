package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on an engine that the operator names in {@code atelier.yml}, through the front door. */
@Tag("docker")
@Tag("mount")
class FarEngineTest {
    private static final int SECONDS = Integer.getInteger("atelier.link-cut.seconds", 10);
    private static final Duration PATIENCE = Duration.ofMinutes(3).plusSeconds(SECONDS);
    private static final Pattern KEY = Pattern.compile("ssh-ed25519 \\S+ atelier");

    @TempDir
    private Path folder;

    private FarEngine engine;
    private Atelier atelier;

    @BeforeEach
    void start() throws IOException {
        engine = FarEngine.start();
        atelier = Atelier.up("--config", file("engines: []\n").toString());
    }

    @AfterEach
    void stop() {
        atelier.close();
        engine.close();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("atelier.yml"), text);
    }

    private Atelier.Result run(String line) {
        return atelier.run(line.split(" ", -1));
    }

    private String refused() {
        return run("compute create box1 --provider docker:far").output();
    }

    private void accepted() throws IOException {
        file("engines: [{" + engine.entry() + ", fingerprint: \"" + engine.fingerprint() + "\"}]\n");
    }

    /** The operator does as they are told, until {@code box1} is there. */
    private void letIn() throws IOException {
        accepted();
        await().atMost(PATIENCE).until(() -> KEY.matcher(refused()).find());
        Matcher key = KEY.matcher(refused());
        assertThat(key.find()).isTrue();
        engine.authorize(key.group());
        await().atMost(PATIENCE)
                .until(() -> run("compute create box1 --provider docker:far").exitCode() == 0);
    }

    private void awaitState(InstanceState state) {
        await().atMost(PATIENCE).until(() -> atelier.client().instance("box1").state() == state);
    }

    @Test
    void anEngineIsNamedAcceptedAndUsedWithoutARestart() throws Exception {
        assertThat(refused()).contains("There is no provider “docker:far”");
        file("engines: [{" + engine.entry() + "}]\n");
        await().atMost(PATIENCE).until(() -> refused().contains("fingerprint: " + engine.fingerprint()));
        letIn();
        assertThat(run("compute list").output()).containsPattern("box1 .*Running .*docker:far");
        assertThat(run("compute sizes").output()).contains("docker:far");

        Path share = atelier.share();
        Files.writeString(share.resolve("here.txt"), "from here");
        Files.writeString(share.resolve("train.py"), "print('trained with', open('here.txt').read())");
        try (Kernel kernel = Kernel.open(atelier, "box1.python3", "far.ipynb")) {
            kernel.comeBack();
            assertThat(kernel.run("print(open('/share/here.txt').read())").stdout())
                    .isEqualTo("from here\n");
            assertThat(kernel.run("open('there.txt', 'w').write('from there')").failed())
                    .isFalse();
            await().untilAsserted(() -> assertThat(share.resolve("there.txt")).hasContent("from there"));

            int lines = 300 + 10 * SECONDS;
            String running = kernel.send(
                    "import time\nfor i in range(" + lines + "):\n    print(i, flush=True); time.sleep(0.1)");
            String before = kernel.awaitText(running);
            engine.fallSilent();
            Thread.sleep(Duration.ofSeconds(SECONDS));
            engine.speakAgain();
            awaitState(InstanceState.RUNNING);
            engine.dropConnection();
            assertThat(before + kernel.await(running).stdout())
                    .isEqualTo(IntStream.range(0, lines).mapToObj(i -> i + "\n").collect(Collectors.joining()));
            assertThat(kernel.run("open('after.txt', 'w').write('after the cut')")
                            .failed())
                    .isFalse();
            await().untilAsserted(() -> assertThat(share.resolve("after.txt")).hasContent("after the cut"));
        }
        assertThat(run("compute submit train.py --on box1 --name t1 --follow").output())
                .contains("trained with from here");
        assertThat(run("compute doctor box1").output())
                .contains("The engine of docker:far is reached")
                .contains("Each sees what the other writes");
        assertThat(run("compute delete box1 --yes").exitCode()).isZero();
        file("engines: []\n");
        await().atMost(PATIENCE).until(() -> !run("compute sizes").output().contains("docker:far"));
        assertThat(refused()).contains("There is no provider “docker:far”");
    }

    @Test
    void whatIsThereIsResizedAndGivenUpThoughTheFileNamesItNoMore() throws Exception {
        letIn();
        assertThat(run("compute stop box1").exitCode()).isZero();
        Atelier.Result resized = run("compute resize box1 cpu.1");
        assertThat(resized.exitCode()).as(resized.output()).isZero();
        assertThat(run("compute start box1").output()).contains("Running");
        assertThat(run("compute create box2 --provider docker:far").exitCode()).isZero();

        engine.halt();
        awaitState(InstanceState.UNKNOWN);
        Atelier.Result first = run("compute delete box2 --force --yes");
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output())
                .contains("the container atelier-" + atelier.gatewayId() + "-box2-")
                .contains("Deleted");
        atelier.kill();
        file("engines: []\n");
        atelier.start();
        awaitState(InstanceState.UNKNOWN);
        Atelier.Result second = run("compute delete box1 --force --yes");
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(second.output()).contains("what docker:far has of box1").contains("Deleted");
        assertThat(run("compute list").output()).doesNotContain("box1").doesNotContain("box2");
        assertThat(containers()).isNotEmpty();
        assertThat(run("compute create box1 --provider local").output())
                .as("the name is free")
                .contains("✔ box1  Running");

        engine.boot();
        accepted();
        await().atMost(PATIENCE).until(() -> containers().isEmpty());
        assertThat(run("compute list").output()).containsPattern("box1 .*Running .*local");
    }

    private String containers() {
        return Docker.run("ps", "--all", "--quiet", "--filter", "label=dev.atelier.gateway=" + atelier.gatewayId());
    }

    @Test
    void anEngineThatIsAwayIsUnknownAndKeepsWhatRunsThere() throws Exception {
        letIn();
        try (Kernel kernel = Kernel.open(atelier, "box1.python3", "far.ipynb")) {
            kernel.comeBack();
            kernel.run("x = 42");
            engine.halt();
            awaitState(InstanceState.UNKNOWN);
            assertThat(atelier.client().instance("box1").reason().orElseThrow()).contains("does not answer");
            assertThat(run("compute doctor box1").output()).contains("The engine far can't be reached");
            assertThat(run("compute create box2").output()).as("others go on").contains("✔ box2  Running");
            atelier.kill();
            file("engines: []\n");
            atelier.start();
            await().atMost(PATIENCE)
                    .until(() -> atelier.client()
                            .instance("box1")
                            .reason()
                            .filter(why -> why.contains("put it back among the engines"))
                            .isPresent());
            assertThat(atelier.client().instance("box1").state()).isEqualTo(InstanceState.UNKNOWN);
            engine.boot();
            accepted();
            awaitState(InstanceState.RUNNING);
            kernel.connect();
            assertThat(kernel.run("print(x)").stdout()).isEqualTo("42\n");
        }
        assertThat(atelier.events().stream()
                        .filter(e -> e.subject().equals("box1"))
                        .map(e -> e.state()))
                .as("it never seemed stopped or failed")
                .doesNotContain("Unusable", "Stopped", "Stopping", "CreateFailed");
        assertThat(run("compute delete box1 --yes").exitCode()).isZero();
    }
}
