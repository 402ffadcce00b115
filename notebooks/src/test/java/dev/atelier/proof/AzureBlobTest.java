package dev.atelier.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A container of a real server of Azure Blob Storage, mounted through rclone and FUSE. */
@Tag("mount")
class AzureBlobTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static AzuriteServer server;
    private static Atelier atelier;

    @BeforeAll
    static void start() throws IOException {
        server = AzuriteServer.start(folder);
        atelier = Atelier.up();
    }

    @AfterAll
    static void stop() {
        try {
            atelier.close();
        } finally {
            server.close();
        }
    }

    private static String mountTable() throws IOException {
        return Files.readString(Path.of("/proc/self/mountinfo"));
    }

    @Test
    void isAFolderInTheKernelAndComesBackWithTheGateway() throws IOException {
        assertThat(server.datastore(atelier, "training").output())
                .contains("reads from " + server.endpoint() + "/training")
                .contains("mount datastore training");
        assertThat(atelier.run("mount", "datastore", "training").output()).contains("Mounted");
        Path point = atelier.home().resolve("instances/local/mnt/training");
        try (Kernel kernel = Kernel.open(atelier, "python3", "azure.ipynb")) {
            assertThat(kernel.run(
                                    "import os\nopen(os.environ['ATELIER_MOUNTS'] + '/training/made.txt', 'w').write('1')")
                            .failed())
                    .isFalse();
        }
        await().atMost(PATIENCE).until(() -> server.hasObject("made.txt"));

        atelier.run("down", "--all");
        assertThat(mountTable()).doesNotContain(atelier.home().toString());
        atelier.start();
        await().atMost(PATIENCE).until(() -> mountTable().contains("mnt/training"));
        assertThat(point.resolve("made.txt")).hasContent("1");

        assertThat(atelier.run("unmount", "training").exitCode()).isZero();
        assertThat(mountTable()).doesNotContain(atelier.home().toString());
        assertThat(atelier.run("datastore", "delete", "training", "--yes").exitCode())
                .isZero();
    }

    @Test
    void aSasTokenOpensItUntilItExpires() throws IOException {
        assertThat(server.datastore(atelier, "lent", "training", "--sas-token", server.sasToken("2999-01-01T00:00:00Z"))
                        .exitCode())
                .isZero();
        assertThat(atelier.run("mount", "datastore", "lent", "--read-only").output())
                .contains("Mounted");
        assertThat(atelier.run("unmount", "lent").exitCode()).isZero();
        assertThat(server.datastore(atelier, "late", "training", "--sas-token", server.sasToken("2020-01-01T00:00:00Z"))
                        .output())
                .contains("/training refuses the SAS token")
                .contains("Check that the token has not expired");
        byte[] store = Files.readAllBytes(atelier.home().resolve("atelier.db-wal"));
        assertThat(new String(store, StandardCharsets.ISO_8859_1)).doesNotContain("sas_token", "sig=");
        assertThat(atelier.log()).doesNotContain("sas_token", "sig=");
        atelier.run("datastore", "delete", "lent", "--yes");
    }

    @Test
    void aWrongKeyIsNamed() {
        assertThat(server.datastore(atelier, "wrong", "training", "--account-key", AzuriteServer.OTHER_KEY)
                        .output())
                .contains("refuses the key of the account devstoreaccount1")
                .contains("Check the key")
                .doesNotContain(AzuriteServer.OTHER_KEY, "sig=");
        assertThat(atelier.client().datastores()).noneMatch(d -> d.name().equals("wrong"));
    }

    @Test
    void aMissingContainerIsNamed() {
        assertThat(server.datastore(atelier, "missing", "no-such-container", "--account-key", AzuriteServer.KEY)
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
