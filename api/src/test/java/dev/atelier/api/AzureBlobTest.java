package dev.atelier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureBlobTest {
    private static final Optional<String> KEY = Optional.of("aGlkZGVu");

    private static DatastoreSpec.AzureBlob at(String endpoint) {
        return new DatastoreSpec.AzureBlob("acme", "data", Optional.ofNullable(endpoint), KEY, Optional.empty());
    }

    @Test
    void hasALocationWithoutASecret() {
        assertThat(at(null).location()).isEqualTo("https://acme.blob.core.windows.net/data");
        assertThat(at("https://blobs.example/").location()).isEqualTo("https://blobs.example/data");
        assertThat(at("http://10.0.0.1:10000/acme/").location()).isEqualTo("http://10.0.0.1:10000/acme/data");
        assertThat(at(null).toString()).doesNotContain("aGlkZGVu");
    }

    @Test
    void isJsonWithAzuresNamesAndItsType() {
        String json = Json.write(at(null));
        assertThat(json)
                .contains("\"type\":\"azureblob\"", "\"account_name\":\"acme\"", "\"container_name\":\"data\"")
                .contains("\"account_key\":\"aGlkZGVu\"");
        assertThat(Json.read(json, DatastoreSpec.class)).isEqualTo(at(null));
    }

    @Test
    void takesATokenAsItIsCopied() {
        var lent = new DatastoreSpec.AzureBlob(
                "acme", "$web", Optional.empty(), Optional.empty(), Optional.of("?sv=1&sig=a%2Fb%3D"));
        assertThat(lent.sasToken()).contains("sv=1&sig=a%2Fb%3D");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-     | data        | -                          | aGlkZGVu | -                | account_name is missing",
                "Acme! | data        | -                          | aGlkZGVu | -                | account_name is “Acme!”, which is no name of a storage account. Write 3 to 24",
                "acme  | -           | -                          | aGlkZGVu | -                | container_name is missing",
                "acme  | data/2026   | -                          | aGlkZGVu | -                | container_name is “data/2026”, which is no name of a blob container. Write 3 to 63",
                "acme  | a--b        | -                          | aGlkZGVu | -                | container_name is “a--b”",
                "acme  | data        | acme.blob.example          | aGlkZGVu | -                | endpoint is no plain URL",
                "acme  | data        | https://h?sig=hidden       | aGlkZGVu | -                | endpoint is no plain URL",
                "acme  | data        | http://127.0.0.1:10000     | aGlkZGVu | -                | Give it as https://HOST, or as http://IP:PORT/acme",
                "acme  | data        | http://localhost:1/acme    | aGlkZGVu | -                | endpoint is “http://localhost:1/acme”, which is no blob endpoint",
                "acme  | data        | -                          | hidden!  | -                | account_key is no key of a storage account: it is not Base64. Copy the whole key",
                "acme  | data        | -                          | -        | https://h?sig=hidden | sas_token is no shared access signature. Copy the “SAS token”",
                "acme  | data        | -                          | -        | sv=hidden        | sas_token is no shared access signature",
                "acme  | data        | -                          | -        | -                | account_key is missing. Give account_key or sas_token",
                "acme  | data        | -                          | aGlkZGVu | sig=hidden       | Leave one of the two out",
            })
    void whatIsWrongIsNamed(
            String account, String container, String endpoint, String key, String token, String sentence) {
        assertThatThrownBy(() -> new DatastoreSpec.AzureBlob(
                        account,
                        container,
                        Optional.ofNullable(endpoint),
                        Optional.ofNullable(key),
                        Optional.ofNullable(token)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(400))
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("hidden")
                .hasMessageNotContaining("aGlkZGVu");
    }
}
