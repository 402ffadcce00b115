package dev.atelier.gateway.contents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.gateway.http.Gate;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.KnownTokens;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.share.Share;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Our contents API on a folder, behind a real gate and asked over a real socket. */
final class OwnContents implements AutoCloseable {
    private final Path root;
    private final Gate gate;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    OwnContents(Path folder) {
        this(folder, config -> config);
    }

    /** @param folder gets a folder for the share, and beside it what the gateway remembers */
    OwnContents(Path folder, UnaryOperator<ContentsConfig> change) {
        try {
            root = Files.createDirectories(folder.resolve("share"));
            ContentsRoutes contents = new ContentsRoutes(
                    change.apply(ContentsConfig.defaults("/")),
                    new Share(root),
                    new TrustStore(folder.resolve("state/trust")));
            gate = new Gate(GateConfig.loopback(0), new Routes(contents.routes()), new KnownTokens());
            gate.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param body as JSON; empty where there was none */
    record Answer(int status, JsonNode body, HttpResponse<byte[]> response) {

        String message() {
            return body.path("message").asText();
        }
    }

    Path root() {
        return root;
    }

    /** @param path decoded, below {@code /api/contents}, with what stands after it from {@code ?} on */
    Answer contents(String method, String path, Object body) {
        return request("owner", method, "/api/contents/" + encoded(path), ContentsJson.MAPPER.valueToTree(body));
    }

    Answer contents(String method, String path) {
        return request("owner", method, "/api/contents/" + encoded(path), ContentsJson.MAPPER.missingNode());
    }

    /** As another person than the owner. */
    Answer contentsAs(String token, String method, String path, Object body) {
        return request(token, method, "/api/contents/" + encoded(path), ContentsJson.MAPPER.valueToTree(body));
    }

    private static String encoded(String path) {
        int query = path.indexOf('?');
        String plain = query < 0 ? path : path.substring(0, query);
        String encoded = URLEncoder.encode(plain, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        return query < 0 ? encoded : encoded + path.substring(query);
    }

    private Answer request(String token, String method, String path, JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gate.port() + path))
                .header("Authorization", "token " + token)
                .method(
                        method,
                        body.isMissingNode()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()));
        return send(request);
    }

    /** {@code /files}, with headers in pairs of name and value. */
    Answer files(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gate.port() + "/files/" + encoded(path)))
                .header("Authorization", "token owner")
                .method(method, HttpRequest.BodyPublishers.noBody());
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean json = response.headers()
                    .firstValue("Content-Type")
                    .filter("application/json"::equals)
                    .isPresent();
            return new Answer(
                    response.statusCode(),
                    json && response.body().length > 0
                            ? ContentsJson.MAPPER.readTree(response.body())
                            : ContentsJson.MAPPER.missingNode(),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A model of a text file, for PUT. */
    static ObjectNode text(String content) {
        return ContentsJson.MAPPER
                .createObjectNode()
                .put("type", "file")
                .put("format", "text")
                .put("content", content);
    }

    @Override
    public void close() {
        gate.close();
        client.close();
    }
}
