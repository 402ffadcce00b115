package dev.atelier.gateway.contents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.KnownTokens;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same requests, in the same order, to a real jupyter_server and to ours, each on a copy of the same files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContentsLikeJupyterTest {
    private static final String NOTEBOOK = """
            {"cells": [
              {"cell_type": "markdown", "metadata": {"b": 1, "a": 2}, "source": ["# Grüße\\n", "two"], "id": "m1"},
              {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": "a = 1\\nb\\u001b[0m\\u2028c",
               "outputs": [
                 {"output_type": "stream", "name": "stdout", "text": ["x\\n", "y z"]},
                 {"output_type": "display_data", "metadata": {},
                  "data": {"text/html": ["<b>\\n", "</b>"], "application/json": ["a", "b"], "image/png": "AAAA\\n"}}],
               "id": "c1"},
              {"cell_type": "raw", "metadata": {}, "source": [], "id": "r1", "attachments": {}}],
             "metadata": {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"},
                          "orig_nbformat": 3},
             "nbformat": 4, "nbformat_minor": 5}
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path theirRoot;
    private Path ourRoot;
    private JupyterServer theirs;
    private Gate ours;

    private record Step(String method, String path, String body) {
        static Step of(String line) {
            String[] parts = line.split(" ", 3);
            return new Step(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        theirRoot = Files.createDirectory(folder.resolve("theirs"));
        ourRoot = Files.createDirectory(folder.resolve("ours"));
        fill(theirRoot);
        fill(ourRoot);
        theirs = JupyterServer.start(theirRoot, Files.createDirectory(folder.resolve("home")), "owner");
        ContentsRoutes contents = new ContentsRoutes(
                ContentsConfig.defaults("/").withDeletion(ContentsConfig.Deletion.EMPTY_FOLDERS_ONLY),
                new Share(ourRoot),
                new TrustStore(folder.resolve("trust")));
        ours = new Gate(GateConfig.loopback(0), new Routes(contents.routes()), new KnownTokens());
        ours.start();
    }

    private static void fill(Path root) throws IOException {
        Files.createDirectories(root.resolve("sub/deeper"));
        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve(".hidden"));
        Files.writeString(root.resolve("a.txt"), "one\ntwo\n");
        Files.writeString(root.resolve("b.tar.gz"), "x");
        Files.write(root.resolve("raw.bin"), new byte[] {0, (byte) 0xff, 1, 2, 3});
        Files.write(root.resolve("latin.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(root.resolve("noext"), "plain");
        Files.writeString(root.resolve("café ☕ #1.py"), "print(1)\n");
        Files.writeString(root.resolve(".hidden/x.txt"), "x");
        Files.writeString(root.resolve("sub/n.ipynb"), NOTEBOOK);
        Files.writeString(root.resolve("sub/broken.ipynb"), "{not json");
        Files.writeString(root.resolve("sub/cache.pyc"), "x");
        Files.writeString(root.resolve("sub/deeper/z.md"), "# z");
        Files.writeString(root.resolve("large.txt"), "Grüße 0123456789\n".repeat(100_000));
        Files.write(root.resolve("large.bin"), new byte[1_500_000]);
    }

    @AfterAll
    void stop() {
        ours.close();
        theirs.close();
        client.close();
    }

    private static List<String> script() {
        String notebook = NOTEBOOK.replace("\n", " ");
        return List.of(
                "GET /api/contents",
                "GET /api/contents?content=0&1700000000000",
                "GET /api/contents/sub",
                "GET /api/contents/sub?type=directory",
                "GET /api/contents/sub?type=file",
                "GET /api/contents/a.txt",
                "GET /api/contents/a.txt?type=directory",
                "GET /api/contents/a.txt?content=0",
                "GET /api/contents/a.txt?content=2",
                "GET /api/contents/a.txt?format=base64&hash=1",
                "GET /api/contents/a.txt?format=json",
                "GET /api/contents/a.txt?hash=1&content=0",
                "GET /api/contents/a.txt?hash=yes",
                "GET /api/contents/a.txt?type=nonsense",
                "GET /api/contents/raw.bin",
                "GET /api/contents/raw.bin?format=text",
                "GET /api/contents/latin.txt",
                "GET /api/contents/noext",
                "GET /api/contents/large.txt",
                "GET /api/contents/large.bin?hash=1",
                "GET /api/contents/b.tar.gz?content=0",
                "GET /api/contents/caf%C3%A9%20%E2%98%95%20%231.py",
                "GET /api/contents/missing.txt",
                "GET /api/contents/.hidden",
                "GET /api/contents/.hidden/x.txt",
                "GET /api/contents/sub/n.ipynb",
                "GET /api/contents/sub/n.ipynb?content=0&hash=1",
                "GET /api/contents/sub/n.ipynb?type=file",
                "GET /api/contents/sub/broken.ipynb",
                "GET /api/contents/sub/broken.ipynb?content=0",
                "PUT /api/contents/new.txt {\"type\":\"file\",\"format\":\"text\",\"content\":\"Grüße\\n\"}",
                "PUT /api/contents/new.txt {\"type\":\"file\",\"format\":\"text\",\"content\":\"again\"}",
                "PUT /api/contents/new.txt {\"type\":\"file\",\"content\":\"no format\"}",
                "PUT /api/contents/new.txt {\"content\":\"x\",\"format\":\"text\"}",
                "PUT /api/contents/new.txt {\"type\":\"file\",\"format\":\"text\"}",
                "PUT /api/contents/new.txt {\"copy_from\":\"a.txt\"}",
                "PUT /api/contents/bin.dat {\"type\":\"file\",\"format\":\"base64\",\"content\":\"AP8B\\n\"}",
                "PUT /api/contents/blank.txt {\"type\":\"file\"}",
                "PUT /api/contents/guess.ipynb {\"format\":\"json\"}",
                "PUT /api/contents/guess.txt {\"format\":\"text\",\"content\":\"x\"}",
                "PUT /api/contents/made {\"type\":\"directory\"}",
                "PUT /api/contents/made {\"type\":\"directory\"}",
                "PUT /api/contents/a.txt {\"type\":\"directory\"}",
                "PUT /api/contents/.h.txt {\"type\":\"file\",\"format\":\"text\",\"content\":\"\"}",
                "PUT /api/contents/made/n.ipynb {\"type\":\"notebook\",\"format\":\"json\",\"content\":" + notebook
                        + "}",
                "GET /api/contents/made/n.ipynb",
                "GET /api/contents/made/n.ipynb/checkpoints",
                "PUT /api/contents/new.txt {not json",
                "POST /api/contents {\"type\":\"notebook\"}",
                "POST /api/contents {\"type\":\"notebook\"}",
                "POST /api/contents {\"type\":\"file\",\"ext\":\".md\"}",
                "POST /api/contents {\"ext\":\".tar.gz\"}",
                "POST /api/contents {\"ext\":\".tar.gz\"}",
                "POST /api/contents {\"type\":\"directory\"}",
                "POST /api/contents {\"type\":\"directory\"}",
                "POST /api/contents/sub",
                "POST /api/contents/a.txt {\"type\":\"file\"}",
                "POST /api/contents/nowhere {\"type\":\"file\"}",
                "POST /api/contents {\"copy_from\":\"a.txt\"}",
                "POST /api/contents {\"copy_from\":\"a.txt\"}",
                "POST /api/contents {\"copy_from\":\"a-Copy1.txt\"}",
                "POST /api/contents/sub {\"copy_from\":\"b.tar.gz\"}",
                "POST /api/contents {\"copy_from\":\"b.tar.gz\"}",
                "POST /api/contents/sub {\"copy_from\":\"made/n.ipynb\"}",
                "POST /api/contents {\"copy_from\":\"missing.txt\"}",
                "POST /api/contents {\"copy_from\":\"sub/deeper\"}",
                "GET /api/contents/deeper",
                "PATCH /api/contents/new.txt {\"path\":\"renamed.txt\"}",
                "PATCH /api/contents/renamed.txt {\"path\":\"a.txt\"}",
                "PATCH /api/contents/renamed.txt {\"path\":\"renamed.txt\"}",
                "PATCH /api/contents/missing.txt {\"path\":\"x.txt\"}",
                "PATCH /api/contents/renamed.txt",
                "PATCH /api/contents/renamed.txt {\"path\":\".dot\"}",
                "PATCH /api/contents/made {\"path\":\"sub/made\"}",
                "GET /api/contents/sub/made/n.ipynb/checkpoints",
                "PATCH /api/contents/sub/made/n.ipynb {\"path\":\"moved.ipynb\"}",
                "GET /api/contents/moved.ipynb/checkpoints",
                "GET /api/contents/a.txt/checkpoints",
                "POST /api/contents/a.txt/checkpoints",
                "GET /api/contents/a.txt/checkpoints",
                "PUT /api/contents/a.txt {\"type\":\"file\",\"format\":\"text\",\"content\":\"changed\"}",
                "POST /api/contents/a.txt/checkpoints/checkpoint",
                "GET /api/contents/a.txt",
                "DELETE /api/contents/a.txt/checkpoints/checkpoint",
                "DELETE /api/contents/a.txt/checkpoints/checkpoint",
                "POST /api/contents/sub/n.ipynb/trust",
                "GET /api/contents/sub/n.ipynb",
                "PUT /api/contents/up.bin {\"type\":\"file\",\"format\":\"base64\",\"content\":\"AAEC\",\"chunk\":1}",
                "PUT /api/contents/up.bin {\"type\":\"file\",\"format\":\"base64\",\"content\":\"AwQF\",\"chunk\":-1}",
                "GET /api/contents/up.bin",
                "PUT /api/contents/up.ipynb {\"type\":\"notebook\",\"format\":\"json\",\"content\":{},\"chunk\":1}",
                "DELETE /api/contents/sub",
                "DELETE /api/contents/empty",
                "DELETE /api/contents/a.txt",
                "DELETE /api/contents/a.txt",
                "DELETE /api/contents/.hidden/x.txt",
                "DELETE /api/contents",
                "GET /api/contents",
                "GET /files/noext",
                "GET /files/raw.bin",
                "GET /files/sub/n.ipynb",
                "GET /files/missing",
                "GET /files/.hidden/x.txt");
    }

    @TestFactory
    Stream<DynamicTest> answersAlike() {
        return script().stream()
                .map(line ->
                        dynamicTest(line.length() > 100 ? line.substring(0, 100) : line, () -> compare(Step.of(line))));
    }

    @Test
    void writesTheSameBytes() throws Exception {
        String body = "{\"type\":\"notebook\",\"format\":\"json\",\"content\":" + NOTEBOOK + "}";
        compare(new Step("PUT", "/api/contents/bytes.ipynb", body));
        assertThat(Files.readString(ourRoot.resolve("bytes.ipynb")))
                .isEqualTo(Files.readString(theirRoot.resolve("bytes.ipynb")));
        Files.delete(ourRoot.resolve("bytes.ipynb"));
        Files.delete(theirRoot.resolve("bytes.ipynb"));
    }

    private void compare(Step step) throws Exception {
        HttpResponse<String> expected = send(theirs.uri(), step);
        HttpResponse<String> actual = send(URI.create("http://127.0.0.1:" + ours.port()), step);
        assertThat(actual.statusCode()).as(actual.body()).isEqualTo(expected.statusCode());
        assertThat(actual.headers().firstValue("Location"))
                .isEqualTo(expected.headers().firstValue("Location"));
        if (step.path().startsWith("/files")) {
            if (expected.statusCode() == 200) {
                assertThat(actual.body()).isEqualTo(expected.body());
                assertThat(actual.headers().firstValue("Content-Type"))
                        .isEqualTo(expected.headers().firstValue("Content-Type"));
            }
        } else if (expected.statusCode() < 300) {
            assertThat(comparable(actual.body())).isEqualTo(comparable(expected.body()));
        }
    }

    private HttpResponse<String> send(URI base, Step step) throws Exception {
        HttpRequest.BodyPublisher body = step.body().isEmpty()
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(step.body());
        return client.send(
                HttpRequest.newBuilder(base.resolve(step.path()))
                        .header("Authorization", "token owner")
                        .method(step.method(), body)
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    /** Without what must differ: times, and the order of a folder's entries. */
    private static JsonNode comparable(String body) throws IOException {
        if (body.isEmpty()) {
            return ContentsJson.MAPPER.nullNode();
        }
        JsonNode json = ContentsJson.MAPPER.readTree(body.getBytes(StandardCharsets.ISO_8859_1));
        forgetTimes(json);
        if (json.path("content") instanceof ArrayNode children) {
            List<JsonNode> sorted = children.valueStream()
                    .sorted(Comparator.comparing(child -> child.path("name").asText()))
                    .toList();
            children.removeAll().addAll(sorted);
        }
        return json;
    }

    private static void forgetTimes(JsonNode json) {
        if (json instanceof ObjectNode object) {
            for (String key : List.of("created", "last_modified")) {
                if (object.has(key)) {
                    assertThat(object.path(key).asText()).endsWith("Z");
                    object.put(key, "time");
                }
            }
            // jupyter_server draws a random id for each new cell, and words the message about bad notebooks
            // differently.
            object.remove("message");
        }
        json.forEach(ContentsLikeJupyterTest::forgetTimes);
    }
}
