package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.api.Json;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk with the share goes away and comes back, as a network file system does. */
class ShareGoneTest {
    private static final String SAVE = "{\"type\":\"file\",\"format\":\"text\",\"content\":\"new\"}";

    @Test
    void everythingSaysSoAndNothingIsLost(@TempDir Path folder) throws Exception {
        try (RealGateway gateway = RealGateway.start(folder)) {
            gateway.awaitLocal();
            Files.writeString(gateway.share.resolve("a.txt"), "old");
            String kernel = Json.mapper()
                    .readTree(gateway.owner("POST", "/api/kernels", "{\"name\":\"python3\"}")
                            .body())
                    .path("id")
                    .asText();
            Path away = folder.resolve("away");
            Files.move(gateway.share, away);

            for (HttpResponse<String> answer : List.of(
                    gateway.owner("GET", "/api/contents", ""),
                    gateway.owner("GET", "/api/contents/a.txt", ""),
                    gateway.owner("GET", "/files/a.txt", ""),
                    gateway.owner("PUT", "/api/contents/a.txt", SAVE),
                    gateway.owner("PUT", "/api/contents/b.txt", SAVE),
                    gateway.owner("POST", "/api/contents", "{\"type\":\"notebook\"}"),
                    gateway.owner("DELETE", "/api/contents/a.txt", ""),
                    gateway.owner("PATCH", "/api/contents/a.txt", "{\"path\":\"c.txt\"}"))) {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(answer.body())
                        .contains("share-gone".replace('-', ' '))
                        .doesNotContain(folder.toString());
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> gateway.owner("GET", "/readyz", "").statusCode() == 503);
            assertThat(gateway.owner("GET", "/healthz", "").statusCode()).isEqualTo(200);
            assertThat(gateway.owner("GET", "/api/kernels/" + kernel, "").statusCode())
                    .isEqualTo(200);
            assertThat(gateway.share).as("nothing is made in its place").doesNotExist();

            Files.move(away, gateway.share);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> gateway.owner("GET", "/readyz", "").statusCode() == 200);
            assertThat(gateway.share.resolve("a.txt")).hasContent("old");
            assertThat(gateway.share.resolve("b.txt")).doesNotExist();
            assertThat(gateway.owner("PUT", "/api/contents/a.txt", SAVE).statusCode())
                    .isEqualTo(200);
            assertThat(gateway.share.resolve("a.txt")).hasContent("new");
            assertThat(gateway.owner("POST", "/api/kernels/" + kernel + "/restart", "")
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
