package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceState;
import dev.atelier.api.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The main job on an instance that is a container, through the front door. */
@Tag("docker")
class ContainersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Atelier atelier;

    @BeforeAll
    static void start() {
        atelier = Atelier.up();
        Atelier.Result made = atelier.run("compute", "create", "gpu1", "--provider", "docker");
        assertThat(made.output()).contains("✔ gpu1  Running");
    }

    @AfterAll
    static void stop() throws IOException {
        atelier.run("compute", "delete", "gpu1", "--yes");
        String own =
                "label=dev.atelier.gateway=" + Files.readString(atelier.home().resolve("gateway-id"));
        assertThat(docker("ps", "--all", "--quiet", "--filter", own)).isEmpty();
        assertThat(docker("network", "ls", "--quiet", "--filter", own)).isEmpty();
        atelier.close();
    }

    private static String docker(String... words) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Atelier.Result result = Atelier.execute(command, Map.of(), Path.of("/"));
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().strip();
    }

    private static String container() throws IOException {
        String gateway = Files.readString(atelier.home().resolve("gateway-id"));
        return docker(
                "ps",
                "--all",
                "--quiet",
                "--filter",
                "label=dev.atelier.gateway=" + gateway,
                "--filter",
                "label=dev.atelier.name=gpu1");
    }

    @Test
    void aPythonNotebookRunsThereAndItsFilesLieOnTheShare() throws IOException {
        try (Kernel kernel = Kernel.open(atelier, "gpu1.python3", "there.ipynb")) {
            assertThat(kernel.run("import socket, os\nprint(socket.gethostname(), os.getcwd())")
                            .stdout())
                    .isEqualTo("gpu1 /share\n");
            assertThat(kernel.run("import numpy, pandas, matplotlib, scipy, sklearn")
                            .failed())
                    .isFalse();
            assertThat(kernel.run("open('made.txt', 'w').write('by gpu1')").failed())
                    .isFalse();
        }
        Path made = atelier.share().resolve("made.txt");
        assertThat(made).hasContent("by gpu1");
        assertThat(Files.getOwner(made)).isEqualTo(Files.getOwner(atelier.share()));
    }

    @Test
    void magicsWorkInAJavaNotebookThere() throws IOException {
        Files.writeString(
                atelier.share().resolve("train.py"), "import socket; print('trained on', socket.gethostname())");
        try (Kernel kernel = Kernel.open(atelier, "gpu1.java", "magics.ipynb")) {
            assertThat(kernel.run("%compute list").outputs().toString())
                    .contains("gpu1")
                    .contains("docker");
            Kernel.Outcome submitted = kernel.run("%compute submit train.py --on gpu1 --name t1 --follow");
            assertThat(submitted.failed()).as(submitted.error()).isFalse();
            assertThat(submitted.outputs().toString()).contains("trained on gpu1");
            // The right is the instance's, not a token that a process could carry away.
            assertThat(kernel.run("System.getenv().toString()").outputs().toString())
                    .doesNotContain(atelier.token())
                    .doesNotContain("ATELIER_TOKEN");
        }
        assertThat(atelier.client().job("t1").state()).isEqualTo(JobState.COMPLETED);
        assertThat(atelier.share().resolve(atelier.client().job("t1").log())).hasContent("trained on gpu1\n");
    }

    @Test
    void aJobThatFailsOrIsCanceledSaysSo() throws IOException {
        Files.writeString(atelier.share().resolve("fails.py"), "raise SystemExit(3)");
        Files.writeString(atelier.share().resolve("waits.sh"), "echo begun; sleep 600");
        assertThat(atelier.run("compute", "submit", "fails.py", "--on", "gpu1", "--name", "f1", "--follow")
                        .exitCode())
                .isEqualTo(1);
        assertThat(atelier.client().job("f1").exitCode()).contains(3);
        atelier.run("compute", "submit", "waits.sh", "--on", "gpu1", "--name", "w1");
        await().atMost(PATIENCE).until(() -> atelier.client().log("w1").contains("begun"));
        assertThat(atelier.run("compute", "cancel", "w1").exitCode()).isZero();
        await().atMost(PATIENCE).until(() -> atelier.client().job("w1").state() == JobState.CANCELED);
        assertThat(docker("exec", container(), "ps", "-A", "-o", "args")).doesNotContain("sleep 600");
    }

    @Test
    void aContainerThatIsKilledFromOutsideComesBackWithWhatWasWrittenInIt() throws IOException {
        docker("exec", container(), "sh", "-c", "echo kept > /var/lib/atelier/home/note");
        docker("kill", container());
        await().atMost(PATIENCE)
                .until(() -> docker("inspect", "--format", "{{.State.Running}}", container())
                                .equals("true")
                        && atelier.client().instance("gpu1").state() == InstanceState.RUNNING);
        assertThat(docker("exec", container(), "cat", "/var/lib/atelier/home/note"))
                .isEqualTo("kept");
        try (Kernel kernel = Kernel.open(atelier, "gpu1.python3", "again.ipynb")) {
            assertThat(kernel.run("print(1)").stdout()).isEqualTo("1\n");
        }
    }

    @Test
    void whatCannotBeMadeLeavesNothingBehind() {
        Atelier.Result nothing = atelier.run("compute", "create", "bad1", "--provider", "docker", "--image", "no/such");
        assertThat(nothing.exitCode()).isNotZero();
        assertThat(nothing.output()).contains("The image “no/such” is neither here nor could it be fetched");
        assertThat(atelier.client().instance("bad1").state()).isEqualTo(InstanceState.CREATE_FAILED);
        assertThat(atelier.run("compute", "delete", "bad1", "--yes").exitCode()).isZero();
        Atelier.Result bare =
                atelier.run("compute", "create", "bad2", "--provider", "docker", "--image", "debian:bookworm");
        assertThat(bare.output()).contains("The image “debian:bookworm” has no Python");
        assertThat(atelier.run("compute", "delete", "bad2", "--yes").exitCode()).isZero();
        assertThat(docker("ps", "--all", "--quiet", "--filter", "label=dev.atelier.name=bad2"))
                .isEmpty();
    }
}
