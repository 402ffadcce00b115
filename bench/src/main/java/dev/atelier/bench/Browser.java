package dev.atelier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One person's JupyterLab as a server sees it: signed in by the login page, its requests one after another, its events. */
final class Browser implements AutoCloseable {
    private static final Pattern SCRIPT = Pattern.compile("src=\"([^\"]+\\.js[^\"]*)\"");
    private static final int MOST_TRIES = 60;

    private final Server server;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final List<Double> millis = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private int refused;

    Browser(Server server) {
        this.server = server;
    }

    /** What each answered request took. */
    List<Double> millis() {
        return millis;
    }

    /** How many requests were answered with 429 and asked again later. */
    int refused() {
        return refused;
    }

    void signIn() throws IOException, InterruptedException {
        get("/login");
        String form = "_xsrf=" + cookies.get("_xsrf") + "&password="
                + URLEncoder.encode(server.token(), StandardCharsets.UTF_8);
        ask("POST", "/login", "application/x-www-form-urlencoded", form);
    }

    /** The page with its scripts, and what it asks for before a person sees it. */
    void openLab() throws IOException, InterruptedException {
        Matcher scripts = SCRIPT.matcher(get("/lab"));
        while (scripts.find()) {
            get(scripts.group(1));
        }
        for (String path : List.of(
                "/lab/api/settings",
                "/lab/api/workspaces/default",
                "/api/kernelspecs",
                "/api/contents?content=1",
                "/api/terminals")) {
            get(path);
        }
        poll();
    }

    /** Stays connected until the browser is closed. */
    void listenToEvents() throws IOException {
        URI target = URI.create(server.url() + "/api/events/subscribe?");
        open.add(new BlockingWebSocket(target, Map.of("Cookie", cookieHeader())));
    }

    /** As the page does again and again. */
    void poll() throws IOException, InterruptedException {
        for (String path : List.of("/api/sessions", "/api/kernels", "/api/contents?content=1")) {
            get(path);
        }
    }

    void openAndSave(String notebook, String copy) throws IOException, InterruptedException {
        String content = Json.read(get("/api/contents/" + notebook + "?content=1"), JsonNode.class)
                .get("content")
                .toString();
        ask(
                "PUT",
                "/api/contents/" + copy,
                "application/json",
                "{\"type\":\"notebook\",\"format\":\"json\",\"content\":" + content + "}");
    }

    private String get(String path) throws IOException, InterruptedException {
        return ask("GET", path, "", "");
    }

    private String ask(String method, String path, String type, String body) throws IOException, InterruptedException {
        for (int i = 0; i < MOST_TRIES; i++) {
            long begin = System.nanoTime();
            HttpResponse<String> answer =
                    server.http().send(request(method, path, type, body), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 429) {
                refused++;
                Thread.sleep(1000L
                        * Integer.parseInt(
                                answer.headers().firstValue("Retry-After").orElse("1")));
                continue;
            }
            if (answer.statusCode() >= 400) {
                throw new IOException(method + " " + path + " gave " + answer.statusCode() + ": " + answer.body());
            }
            millis.add((System.nanoTime() - begin) / 1e6);
            answer.headers().allValues("Set-Cookie").forEach(this::keep);
            return answer.body();
        }
        throw new IOException(method + " " + path + " was refused " + MOST_TRIES + " times");
    }

    private HttpRequest request(String method, String path, String type, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookieHeader());
        }
        if (!type.isEmpty()) {
            request.header("Content-Type", type).header("X-XSRFToken", cookies.getOrDefault("_xsrf", ""));
        }
        return request.build();
    }

    private void keep(String cookie) {
        String pair = cookie.split(";", 2)[0];
        cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }

    private String cookieHeader() {
        return String.join(
                "; ",
                cookies.entrySet().stream()
                        .map(c -> c.getKey() + "=" + c.getValue())
                        .toList());
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable each : open) {
            ((BlockingWebSocket) each).close();
        }
    }
}
