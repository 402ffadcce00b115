package dev.atelier.api.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Calls over HTTP with a token. */
public final class HttpTransport implements Transport {
    private static final int MAX_ANSWER = 16 << 20;

    /** Longer than the gateway itself waits for anything. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI gateway;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** @param gateway its URL with the base path, {@code http://127.0.0.1:8888} */
    public HttpTransport(URI gateway, String token) {
        String text = gateway.toString();
        this.gateway = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        this.token = token;
    }

    @Override
    public Response send(Call call) throws IOException, InterruptedException {
        HttpResponse<java.io.InputStream> response =
                http.send(request(call).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_ANSWER + 1);
            if (bytes.length > MAX_ANSWER) {
                throw new IOException("the answer to " + call.path() + " has more than " + MAX_ANSWER + " bytes");
            }
            return new Response(response.statusCode(), new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Override
    public Response follow(Call call, Predicate<String> more) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = http.send(request(call).build(), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (response.statusCode() != 200) {
                return new Response(
                        response.statusCode(),
                        String.join("\n", lines.limit(1000).toList()));
            }
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                if (!more.test(each.next())) {
                    break;
                }
            }
            return new Response(200, "");
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private HttpRequest.Builder request(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + call.path()))
                .header("Authorization", "token " + token)
                .method(
                        call.method(),
                        call.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(call.body()));
        if (!call.body().isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        call.headers().forEach(request::setHeader);
        return request;
    }

    @Override
    public String target() {
        return gateway.toString();
    }
}
