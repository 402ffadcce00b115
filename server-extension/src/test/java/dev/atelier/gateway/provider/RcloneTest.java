package dev.atelier.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.api.DatastoreSpec;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RcloneTest {
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZg==";
    private static final DatastoreSpec.AzureBlob AZURES = blob(null, KEY, null);
    private static final DatastoreSpec.AzureBlob OWN = blob("http://127.0.0.1:10000/acme", KEY, null);
    private static final DatastoreSpec.AzureBlob LENT = blob(null, null, "sv=1&sig=hidden");
    private static final DatastoreSpec.S3 BUCKET = new DatastoreSpec.S3(
            "bucket", Optional.of("http://127.0.0.1:1"), Optional.empty(), "key-id", "very-secret");

    private static DatastoreSpec.AzureBlob blob(String endpoint, String key, String token) {
        return new DatastoreSpec.AzureBlob(
                "acme", "data", Optional.ofNullable(endpoint), Optional.ofNullable(key), Optional.ofNullable(token));
    }

    @Test
    void anAccountKeyGoesToAzureAsItIs() {
        assertThat(Rclone.environment(AZURES))
                .containsEntry("RCLONE_CONFIG_STORE_TYPE", "azureblob")
                .containsEntry("RCLONE_CONFIG_STORE_ACCOUNT", "acme")
                .containsEntry("RCLONE_CONFIG_STORE_KEY", KEY)
                .hasSize(3);
        assertThat(Rclone.file(AZURES)).startsWith("[store]\n").contains("key = " + KEY + "\n");
    }

    @Test
    void anEndpointGetsASignatureAndNeverTheKey() {
        assertThat(Rclone.environment(OWN))
                .containsEntry("RCLONE_CONFIG_STORE_TYPE", "azureblob")
                .hasEntrySatisfying(
                        "RCLONE_CONFIG_STORE_SAS_URL",
                        url -> assertThat(url)
                                .startsWith("http://127.0.0.1:10000/acme/data?sv=2020-10-02&sr=c&sp=racwdl&se=")
                                .contains("&sig=")
                                .doesNotContain(KEY))
                .hasSize(2);
        assertThat(Rclone.environment(LENT))
                .containsEntry(
                        "RCLONE_CONFIG_STORE_SAS_URL", "https://acme.blob.core.windows.net/data?sv=1&sig=hidden");
    }

    /** The signature comes from another implementation of the same rule. */
    @Test
    void signsAsAzureDocumentsIt() {
        assertThat(ContainerSas.sign("acme", "data", KEY, Instant.parse("2036-01-01T00:00:00.5Z")))
                .endsWith("&se=2036-01-01T00%3A00%3A00Z&sig=o5bHsF%2FmxYy6ge82gbnPvnyAl3pgKzA0%2FO7dikbSMlg%3D");
    }

    @Test
    void noCommandLineHoldsACredential() {
        assertThat(Rclone.list(OWN)).contains("store:data/.atelier").noneMatch(w -> w.contains("sig="));
        assertThat(Rclone.list(BUCKET)).contains("store:bucket").doesNotContain("very-secret");
        assertThat(Rclone.mount(OWN, DatastoreMounts.Access.READ_ONLY))
                .contains("--read-only")
                .containsSubsequence("--low-level-retries", "1")
                .noneMatch(w -> w.contains("sig="));
    }

    /** Azure's SDKs print an answer in two ways, by their age. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "RESPONSE ERROR (ServiceCode=AuthenticationFailed) =====\n   RESPONSE Status: 403 Server failed to\n",
                "RESPONSE 403: 403 Server failed to authenticate\nERROR CODE: AuthenticationFailed\n---\n"
            })
    void whatAzureRefusesIsNamed(String said) {
        assertThat(Rclone.refused(AZURES, said))
                .hasMessageContaining("/data refuses the key of the account acme (AuthenticationFailed).");
        assertThat(Rclone.refused(AZURES, said).problem().code())
                .isEqualTo(
                        Rclone.refused(BUCKET, "InvalidAccessKeyId").problem().code())
                .isEqualTo("wrong-credentials");
        assertThat(Rclone.refused(LENT, said)).hasMessageContaining("refuses the SAS token (AuthenticationFailed).");
    }

    @Test
    void whatIsMissingIsNoRefusal() {
        String said = "ERROR : : error listing: directory not found\nlast error was: directory not found";
        assertThat(Rclone.refused(AZURES, said).problem().code()).isEqualTo("no-such-container");
        assertThat(Rclone.refused(BUCKET, said).problem().code()).isEqualTo("no-such-bucket");
    }

    /** An identifier of a request may hold any digits. */
    @Test
    void anotherAnswerIsNamedByItsCode() {
        String said = """
                ===== RESPONSE ERROR (ServiceCode=ServerBusy) =====
                   X-Ms-Client-Request-Id: [4403403]
                   RESPONSE Status: 503 Busy
                   X-Ms-Request-Id: [403]

                """;
        assertThat(Rclone.refused(AZURES, said))
                .hasMessageContaining("can't be opened: the server answers 503 (ServerBusy)");
        assertThat(Rclone.refused(AZURES, said).problem().code()).isEqualTo("datastore-unreachable");
    }

    @Test
    void aSignatureInAnAddressIsNotShown() {
        String said = "HTTP request failed\nGet \"http://h/data?se=1&sig=hidden\": dial tcp: connection refused\n";
        assertThat(Rclone.failed(OWN, said))
                .hasMessageContaining("Get \"http://h/data\": dial tcp: connection refused")
                .hasMessageNotContaining("hidden");
        assertThat(Rclone.silent(OWN)).hasMessageContaining("there was no answer within 5 s");
        assertThat(Rclone.silent(OWN).problem().code()).isEqualTo("datastore-unreachable");
    }
}
