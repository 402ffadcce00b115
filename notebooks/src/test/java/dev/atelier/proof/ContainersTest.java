package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.InstanceState;
import dev.atelier.api.JobState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job on an instance that is a container, through the front door. */
@OnEngine
@Tag("mount")
class ContainersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static S3Server server;
    private static AzuriteServer azurite;
    private static Atelier atelier;

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.start(PeerHome.CONTAINER, Files.createDirectories(folder.resolve("s3")));
        azurite = AzuriteServer.start(PeerHome.CONTAINER, Files.createDirectories(folder.resolve("azurite")));
        Files.createDirectories(folder.resolve("data"));
        atelier = Atelier.up("--datastore-folder", folder.toString(), "--default-provider", "docker");
        Atelier.Result made = atelier.run("compute", "create", "gpu1");
        assertThat(made.output()).contains("✔ gpu1  Running");
    }

    @AfterAll
    static void stop() throws IOException {
        atelier.run("compute", "delete", "gpu1", "--yes");
        String own = "label=dev.atelier.gateway=" + gateway();
        assertThat(docker("ps", "--all", "--quiet", "--filter", own)).isEmpty();
        assertThat(docker("network", "ls", "--quiet", "--filter", own)).isEmpty();
        assertThat(docker("volume", "ls", "--quiet", "--filter", "name=atelier-" + gateway()))
                .isEmpty();
        atelier.close();
        server.close();
        azurite.close();
    }

    static List<BucketServer> servers() {
        return List.of(server, azurite);
    }

    private static String gateway() {
        return atelier.gatewayId();
    }

    private static String docker(String... words) {
        return Docker.run(words);
    }

    private static String container() {
        return atelier.container("gpu1");
    }

    private static String helper(String mount) throws IOException {
        return docker(
                "ps", "--all", "--quiet", "--filter", "name=^atelier-" + gateway() + "-gpu1-[0-9]+-mnt-" + mount + "$");
    }

    /** On a gateway of its own: the tutorial counts what is left at its end. */
    @Test
    void theTutorialRuns(@TempDir Path data) throws IOException {
        Files.writeString(Files.createDirectories(data.resolve("training")).resolve("digits.csv"), "1,2,3");
        try (Atelier own = Atelier.up("--datastore-folder", data.toString())) {
            assertThat(Notebook.run(own, "containers.ipynb"))
                    .contains("gpu1 is Running with the provider docker")
                    .contains("hello from gpu1 in /share")
                    .contains("capabilities: 0000000000000000")
                    .contains("written in gpu1")
                    .contains("digits.csv")
                    .contains("and nothing can be written")
                    .contains("kept over the stop")
                    .contains("1 instance left: local");
        }
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

    /** Whatever package somebody installed there could ask for it as well. */
    @Test
    void fromAnInstanceNobodyDecidesForTheWorkspace() {
        try (Kernel kernel = Kernel.open(atelier, "gpu1.java", "rights.ipynb")) {
            kernel.run("import dev.atelier.api.client.*;"
                    + " var there = new SocketTransport(java.nio.file.Path.of(System.getenv(\"ATELIER_SOCKET\")));");
            for (String call : List.of(
                    "\"POST\", \"/atelier/v1/shutdown\", java.util.Map.of(), \"{}\"",
                    "\"PUT\", \"/atelier/v1/sizes/cpu.1\", java.util.Map.of(), \"{\\\"pool\\\":1}\"")) {
                assertThat(kernel.run("there.send(new Call(" + call + ")).status()")
                                .shown())
                        .as(call)
                        .isEqualTo("403");
            }
            assertThat(kernel.run("%compute size cpu.1 --pool 1").error())
                    .contains("From inside an instance this can't be done");
            assertThat(kernel.run("%compute list").failed()).isFalse();
        }
        assertThat(atelier.lives()).isTrue();
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
        assertThat(atelier.run("compute", "create", "bad3", "--provider", "docker", "--image", "../x")
                        .output())
                .contains("“../x” is no name of an image. Write it as NAME, NAME:TAG or REGISTRY/NAME:TAG.");
        assertThat(atelier.run("compute", "create", "bad3", "--provider", "docker", "--size", "cpu.999")
                        .output())
                .contains("There is no size “cpu.999” with the provider docker. Choose one of: cpu.");
        assertThat(atelier.client().instances()).hasSize(2);
        assertThat(docker("ps", "--all", "--quiet", "--filter", "label=dev.atelier.name=bad2"))
                .isEmpty();
    }

    /** Its shell looks into the image as any other does, and never comes to start an agent. */
    @Test
    void aStartThatNeverBecomesReadyIsGivenUpWithAReasonAndRemoved(@TempDir Path context) throws IOException {
        Files.writeString(context.resolve("sh"), """
                #!/bin/bash
                case "$1" in */instance) exec sleep 600 ;; esac
                exec dash "$@"
                """);
        Files.writeString(context.resolve("Dockerfile"), """
                FROM atelier/notebook
                USER 0
                COPY sh /usr/local/lib/never-ready
                RUN ln -sf /usr/local/lib/never-ready /bin/sh
                """);
        Files.setPosixFilePermissions(context.resolve("sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        docker("build", "--tag", "atelier-test/never-ready", context.toString());
        Atelier.Result made = atelier.run(
                "compute", "create", "never", "--provider", "docker", "--image", "atelier-test/never-ready");
        assertThat(made.exitCode()).isNotZero();
        assertThat(made.output()).contains("CreateFailed").contains("was not ready within 60 s");
        assertThat(docker("ps", "--all", "--quiet", "--filter", "label=dev.atelier.name=never"))
                .isEmpty();
        assertThat(atelier.run("compute", "delete", "never", "--yes").exitCode())
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aBucketIsAFolderThereAndComesBackWithTheInstance(BucketServer store) throws IOException {
        assertThat(store.datastore(atelier, "training").exitCode()).isZero();
        assertThat(atelier.run("mount", "datastore", "training", "--on", "gpu1").output())
                .contains("Mounted · /mnt/atelier/training");
        write("/mnt/atelier/training/from-gpu1.txt");
        await().atMost(PATIENCE).until(() -> store.hasObject("from-gpu1.txt"));

        assertThat(atelier.run("compute", "stop", "gpu1").output()).contains("Stopped");
        assertThat(helper("training")).isEmpty();
        assertThat(atelier.run("compute", "start", "gpu1").output()).contains("Running");
        await().atMost(PATIENCE)
                .until(() -> docker("exec", container(), "ls", "/mnt/atelier").contains("training")
                        && docker("exec", container(), "ls", "/mnt/atelier/training")
                                .contains("from-gpu1.txt"));

        assertThat(docker("inspect", helper("training")) + docker("logs", helper("training")))
                .doesNotContain("sig=", "secret_access_key", AzuriteServer.KEY);

        // A helper that dies leaves the instance a folder that answers nothing; mounting again heals it.
        docker("kill", helper("training"));
        assertThat(atelier.run("mount", "datastore", "training", "--on", "gpu1").output())
                .contains("Mounted");
        assertThat(docker("exec", container(), "ls", "/mnt/atelier/training")).contains("from-gpu1.txt");

        assertThat(atelier.run("unmount", "training", "--on", "gpu1").exitCode())
                .isZero();
        assertThat(docker("exec", container(), "ls", "-A", "/mnt/atelier")).isEmpty();
        assertThat(atelier.run("datastore", "delete", "training", "--yes").exitCode())
                .isZero();
    }

    /** After a datastore was made; each is tried again where it is mounted. */
    @Test
    @Timeout(120)
    void aKeyThatWasRotatedAndAServerThatWentAreNamed() throws IOException {
        try (AzuriteServer own =
                AzuriteServer.start(PeerHome.CONTAINER, Files.createDirectories(folder.resolve("rotated")))) {
            own.datastore(atelier, "rotated");
            own.rotateKey();
            assertThat(atelier.run("mount", "datastore", "rotated", "--on", "gpu1")
                            .output())
                    .contains("refuses the key of the account devstoreaccount1");
        }
        assertThat(atelier.run("mount", "datastore", "rotated", "--on", "gpu1").output())
                .contains("can't be opened: there was no answer within 5 s");
        assertThat(helper("rotated")).isEmpty();
        assertThat(docker("exec", container(), "ls", "-A", "/mnt/atelier")).doesNotContain("rotated");
        atelier.run("datastore", "delete", "rotated", "--yes");
    }

    /** As root, which a person may be in a container of theirs. */
    @Test
    void theInstanceHasNeitherTheCredentialNorThePowerToMount() throws IOException {
        server.datastore(atelier, "hidden", S3Server.BUCKET, "S3RVER");
        atelier.run("mount", "datastore", "hidden", "--on", "gpu1");
        String everything = docker(
                "exec",
                "--user",
                "0",
                container(),
                "sh",
                "-c",
                "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr '\\0' '\\n'; cat /proc/mounts; find / -xdev -name 'rclone*.conf';"
                        + " grep -rs \"$(printf S3%s RVER)\" /root /run /tmp /var/lib/atelier /etc; ls /dev; mount -t tmpfs none /mnt 2>&1; true");
        assertThat(everything)
                .doesNotContain("S3RVER")
                .doesNotContain("rclone.conf")
                .doesNotContain("fuse\n")
                .contains("permission denied");
        assertThat(docker("inspect", helper("hidden")))
                .doesNotContain("secret_access_key")
                .doesNotContain("S3RVER\"");
        atelier.run("unmount", "hidden", "--on", "gpu1");
        atelier.run("datastore", "delete", "hidden", "--yes");
    }

    @Test
    void aFolderThatIsInUseIsNotTakenAway() throws IOException {
        Path data = folder.resolve("data");
        assertThat(atelier.run("datastore", "create", "data", "--type", "local", "--path", data.toString())
                        .exitCode())
                .isZero();
        assertThat(atelier.run("mount", "datastore", "data", "--on", "gpu1").output())
                .contains("Mounted");
        write("/mnt/atelier/data/written.txt");
        assertThat(data.resolve("written.txt")).hasContent("by gpu1");
        try (Kernel kernel = Kernel.open(atelier, "gpu1.python3", "uses.ipynb")) {
            assertThat(kernel.run("f = open('/mnt/atelier/data/written.txt')").failed())
                    .isFalse();
            assertThat(atelier.run("unmount", "data", "--on", "gpu1").output()).contains("is in use in gpu1");
            assertThat(kernel.run("print(f.read())").stdout()).isEqualTo("by gpu1\n");
        }
        await().atMost(PATIENCE)
                .until(() -> atelier.run("unmount", "data", "--on", "gpu1").exitCode() == 0);
        assertThat(atelier.run("mount", "datastore", "data", "--on", "gpu1", "--read-only")
                        .output())
                .contains("Mounted");
        try (Kernel kernel = Kernel.open(atelier, "gpu1.python3", "reads.ipynb")) {
            assertThat(kernel.run("open('/mnt/atelier/data/written.txt', 'w')").error())
                    .contains("Read-only file system");
        }
        await().atMost(PATIENCE)
                .until(() -> atelier.run("unmount", "data", "--on", "gpu1").exitCode() == 0);
        atelier.run("datastore", "delete", "data", "--yes");
    }

    private static void write(String path) {
        try (Kernel kernel = Kernel.open(atelier, "gpu1.python3", "write.ipynb")) {
            assertThat(kernel.run("open('" + path + "', 'w').write('by gpu1')").failed())
                    .isFalse();
        }
    }
}
