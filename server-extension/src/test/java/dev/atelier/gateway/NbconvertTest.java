package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.identity.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Notebooks in other formats, made by a real nbconvert on the gateway's own instance. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NbconvertTest {
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==";
    private static final String NOTEBOOK = """
            {"cells":[{"cell_type":"markdown","id":"a","metadata":{},"source":"# Größe"},
            {"cell_type":"code","id":"b","metadata":{},"execution_count":1,"source":"print(6 * 7)","outputs":[
            {"output_type":"stream","name":"stdout","text":"42\\n"},
            {"output_type":"display_data","metadata":{},"data":{"image/png":"%s"}}]}],
            "metadata":{"kernelspec":{"name":"python3","display_name":"Python 3","language":"python"},
            "language_info":{"name":"python","file_extension":".py"}},"nbformat":4,"nbformat_minor":5}
            """.formatted(PIXEL);

    private RealGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path left = Files.createDirectories(folder.resolve("share/.nbconvert-" + UUID.randomUUID()));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        gateway = RealGateway.start(folder);
        gateway.admit("ben", Role.CONTRIBUTOR, "token-of-ben", Optional.empty());
        gateway.admit("cleo", Role.READER, "token-of-cleo", Optional.empty());
        gateway.awaitLocal();
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.notExists(left));
        Files.createDirectories(gateway.share.resolve("my work"));
        Files.writeString(gateway.share.resolve("my work/größe.ipynb"), NOTEBOOK);
        Files.writeString(gateway.share.resolve("broken.ipynb"), "{\"cells\": 7");
        for (String module : List.of("json", "zipfile", "nbformat", "shutil", "datetime")) { // it runs in the share
            Files.writeString(
                    gateway.share.resolve(module + ".py"), "raise SystemExit('what lies in the share was run')");
        }
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
    }

    @AfterEach
    void nothingIsLeftInTheShare() throws IOException {
        try (Stream<Path> files = Files.list(gateway.share)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("nbconvert"));
        }
    }

    private static final String FILE = "/my%20work/gr%C3%B6%C3%9Fe.ipynb";

    @Test
    void offersWhatWorksHere() throws Exception {
        JsonNode exporters =
                Json.read(gateway.owner("GET", "/api/nbconvert", "").body(), JsonNode.class);
        assertThat(exporters.path("html").path("output_mimetype").asText()).isEqualTo("text/html");
        assertThat(exporters.has("markdown") && exporters.has("script") && exporters.has("slides"))
                .isTrue();
        assertThat(exporters.has("qtpdf")).isFalse();
        for (String token : List.of("token-of-ben", "token-of-cleo")) {
            assertThat(gateway.send("GET", "/api/nbconvert", "", "Authorization", "token " + token)
                            .body())
                    .isEqualTo("{}");
        }
    }

    @Test
    void makesAPage() throws Exception {
        HttpResponse<String> page = gateway.owner("GET", "/nbconvert/html" + FILE + "?download=true", "");
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains("Größe", "42", PIXEL, "<title>größe</title>");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename*=utf-8''gr%C3%B6%C3%9Fe.html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("sandbox allow-scripts")
                .doesNotContain("allow-same-origin");
        assertThat(gateway.owner("GET", "/nbconvert/script" + FILE, "").body()).contains("print(6 * 7)");
    }

    @Test
    void packsWhatHasPictures() throws Exception {
        HttpResponse<String> packed = gateway.owner("GET", "/nbconvert/markdown" + FILE, "");
        assertThat(packed.headers().firstValue("Content-Type")).contains("application/zip");
        List<String> names = new ArrayList<>();
        byte[] bytes = gateway.bytes("/nbconvert/markdown" + FILE);
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertThat(names)
                .contains("größe.md")
                .anyMatch(name -> name.endsWith(".png"))
                .noneMatch(name -> name.contains("/"));
    }

    @Test
    void takesWhatIsOnTheScreenOnly() throws Exception {
        String model = "{\"type\":\"notebook\",\"name\":\"unsaved.ipynb\",\"content\":" + NOTEBOOK + "}";
        HttpResponse<String> page = gateway.owner("POST", "/nbconvert/html", model);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>unsaved</title>", "42");
        assertThat(gateway.owner("POST", "/nbconvert/html", "{\"content\":\"text\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertThat(gateway.owner("GET", "/nbconvert/pptx" + FILE, ""))
                .returns(404, HttpResponse::statusCode)
                .matches(answer ->
                        answer.body().contains("There are: ") && answer.body().contains("html"));
        assertThat(gateway.owner("GET", "/nbconvert/html/none.ipynb", "").statusCode())
                .isEqualTo(404);
        assertThat(gateway.owner("GET", "/nbconvert/html/.hidden/x.ipynb", "").statusCode())
                .isEqualTo(404);
        HttpResponse<String> broken = gateway.owner("GET", "/nbconvert/html/broken.ipynb", "");
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).contains("nbconvert could not do it: ").doesNotContain("Traceback", "File \\\"");
        HttpResponse<String> bens =
                gateway.send("GET", "/nbconvert/html" + FILE, "", "Authorization", "token token-of-ben");
        assertThat(bens.statusCode()).isEqualTo(409);
        assertThat(bens.body()).contains("none runs");
    }
}
