package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets of real servers of S3 and of Azure Blob Storage, mounted through rclone and FUSE. */
@Tag("mount")
class BucketTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static S3Server server;
    private static AzuriteServer azurite;
    private static Atelier atelier;

    @BeforeAll
    static void start() throws IOException {
        server = S3Server.start(PeerHome.COMPUTER, Files.createDirectories(folder.resolve("s3")));
        azurite = AzuriteServer.start(PeerHome.COMPUTER, Files.createDirectories(folder.resolve("azurite")));
        atelier = Atelier.up();
    }

    @AfterAll
    static void stop() {
        try {
            atelier.close();
        } finally {
            server.close();
            azurite.close();
        }
    }

    static List<BucketServer> servers() {
        return List.of(server, azurite);
    }

    private static Atelier.Result create(String name, String bucket, String key) {
        return server.datastore(atelier, name, bucket, key);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void isAFolderInTheKernel(BucketServer store) throws IOException {
        assertThat(store.datastore(atelier, "training").output()).contains("mount datastore training");
        Atelier.Result mounted = atelier.run("mount", "datastore", "training");
        assertThat(mounted.output()).contains("Mounted");
        try (Kernel kernel = Kernel.open(atelier, "python3", "bucket.ipynb")) {
            String code = "import os, pathlib\nfolder = pathlib.Path(os.environ['ATELIER_MOUNTS']) / 'training'\n";
            assertThat(kernel.run(code + "(folder / 'from-kernel.txt').write_text('written')")
                            .failed())
                    .isFalse();
            assertThat(kernel.run("print(sorted(f.name for f in folder.iterdir()))")
                            .stdout())
                    .contains("from-kernel.txt");
        }
        await().atMost(PATIENCE).until(() -> store.hasObject("from-kernel.txt"));
        assertThat(atelier.run("datastore", "delete", "training", "--yes").output())
                .contains("is mounted in local");
        assertThat(atelier.run("unmount", "training").exitCode()).isZero();
        assertThat(mountTable()).doesNotContain(atelier.home().toString());
        assertThat(atelier.run("datastore", "delete", "training", "--yes").exitCode())
                .isZero();
    }

    @Test
    void comesBackWithTheGateway() throws IOException {
        create("lasting", "training", "S3RVER");
        assertThat(atelier.run("mount", "datastore", "lasting").output()).contains("Mounted");
        atelier.run("down", "--all");
        assertThat(mountTable()).doesNotContain(atelier.home().toString());
        atelier.start();
        await().atMost(PATIENCE).until(() -> mountTable().contains("mnt/lasting"));
        assertThat(atelier.run("unmount", "lasting").exitCode()).isZero();
        atelier.run("datastore", "delete", "lasting", "--yes");
    }

    @Test
    void anInstanceThatUsesItStops() throws IOException {
        create("used", "training", "S3RVER");
        assertThat(atelier.run("compute", "create", "box1").output()).contains("Running");
        assertThat(atelier.run("mount", "datastore", "used", "--on", "box1").output())
                .contains("Mounted");
        Kernel kernel = Kernel.open(atelier, "box1.python3", "used.ipynb");
        assertThat(kernel.run("import os\nos.chdir(os.environ['ATELIER_MOUNTS'] + '/used')\nf = open('open.txt', 'w')")
                        .failed())
                .isFalse();

        Atelier.Result stopped = atelier.run("compute", "stop", "box1");

        assertThat(stopped.output()).contains("Stopped");
        assertThat(mountTable()).doesNotContain("mnt/used");
        assertThat(atelier.run("compute", "delete", "box1", "--yes").exitCode()).isZero();
        atelier.run("datastore", "delete", "used", "--yes");
    }

    @Test
    void aMountWhoseRcloneDiedIsMadeAnew() throws IOException {
        create("healed", "training", "S3RVER");
        assertThat(atelier.run("mount", "datastore", "healed").output()).contains("Mounted");
        Path point = atelier.home().resolve("instances/local/mnt/healed");
        ProcessHandle rclone = ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(point.toString()))
                .findFirst()
                .orElseThrow();
        rclone.destroyForcibly();
        rclone.onExit().join();
        assertThat(mountTable()).contains("mnt/healed");

        assertThat(atelier.run("mount", "datastore", "healed").output()).contains("Mounted");

        try (Kernel kernel = Kernel.open(atelier, "python3", "healed.ipynb")) {
            assertThat(kernel.run("import os\nprint('listed', len(os.listdir(r'" + point + "')) >= 0)")
                            .stdout())
                    .contains("listed True");
        }
        assertThat(atelier.run("unmount", "healed").exitCode()).isZero();
        atelier.run("datastore", "delete", "healed", "--yes");
    }

    private static String mountTable() throws IOException {
        return Files.readString(Path.of("/proc/self/mountinfo"));
    }

    /** The key alone: this server takes any secret with a key that it knows. */
    @Test
    void aWrongKeyIsNamed() {
        assertThat(create("wrong", "training", "NOBODY").output())
                .contains("refuses the access key NOBODY")
                .contains("Check the key and its secret");
        assertThat(atelier.client().datastores()).noneMatch(d -> d.name().equals("wrong"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rclone", "fusermount3"})
    void whatIsNotInstalledIsNamed(String program) throws IOException {
        try (Atelier bare = Atelier.upWithout(program)) {
            String said =
                    server.datastore(bare, "training", "training", "S3RVER").output()
                            + bare.run("mount", "datastore", "training").output();
            assertThat(said)
                    .contains("The program " + program + " is not installed.")
                    .contains("Install both with: apt-get install rclone fuse3");
            assertThat(bare.client().mounts()).isEmpty();
            try (var left = Files.list(bare.home().resolve("instances/local/mnt"))) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void aMissingBucketIsNamed() {
        assertThat(create("missing", "no-such-bucket", "S3RVER").output())
                .contains("There is no bucket “no-such-bucket”");
    }

    @Test
    void theCredentialIsNowhereInTheClear() throws IOException {
        create("secret", "training", "S3RVER");
        assertThat(atelier.client().datastore("secret").toString()).doesNotContain("secret_access_key");
        byte[] store = Files.readAllBytes(atelier.home().resolve("atelier.db-wal"));
        assertThat(new String(store, StandardCharsets.ISO_8859_1)).doesNotContain("secret_access_key");
        assertThat(atelier.log()).doesNotContain("secret_access_key");
        atelier.run("datastore", "delete", "secret", "--yes");
    }

    @Test
    void aSasTokenOpensItUntilItExpires() throws IOException {
        assertThat(azurite.datastore(
                                atelier, "lent", "training", "--sas-token", azurite.sasToken("2999-01-01T00:00:00Z"))
                        .exitCode())
                .isZero();
        assertThat(azurite.datastore(
                                atelier, "late", "training", "--sas-token", azurite.sasToken("2020-01-01T00:00:00Z"))
                        .output())
                .contains("/training refuses the SAS token")
                .contains("Check that the token has not expired");
        byte[] store = Files.readAllBytes(atelier.home().resolve("atelier.db-wal"));
        assertThat(new String(store, StandardCharsets.ISO_8859_1)).doesNotContain("sas_token", "sig=");
        assertThat(atelier.log()).doesNotContain("sas_token", "sig=");
        atelier.run("datastore", "delete", "lent", "--yes");
    }

    @Test
    void aWrongAccountKeyIsNamed() {
        assertThat(azurite.datastore(atelier, "wrong", "training", "--account-key", AzuriteServer.OTHER_KEY)
                        .output())
                .contains("refuses the key of the account devstoreaccount1")
                .contains("Check the key")
                .doesNotContain(AzuriteServer.OTHER_KEY, "sig=");
        assertThat(atelier.client().datastores()).noneMatch(d -> d.name().equals("wrong"));
    }

    @Test
    void aMissingContainerIsNamed() {
        assertThat(azurite.datastore(atelier, "missing", "no-such-container", "--account-key", AzuriteServer.KEY)
                        .output())
                .contains("There is no blob container “no-such-container” in the account devstoreaccount1");
    }

    /** Rclone itself would try for more than a minute. */
    @Test
    @Timeout(50)
    void aServerThatIsNotThereIsNamed() {
        String nowhere = "http://127.0.0.1:1/devstoreaccount1";
        assertThat(atelier.run(
                                "datastore",
                                "create",
                                "away",
                                "--type",
                                "azureblob",
                                "--account",
                                AzuriteServer.ACCOUNT,
                                "--container",
                                "training",
                                "--endpoint",
                                nowhere,
                                "--account-key",
                                AzuriteServer.KEY)
                        .output())
                .contains(nowhere + "/training can't be opened: there was no answer within 5 s")
                .contains("Check the endpoint");
    }
}
