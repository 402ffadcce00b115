package dev.atelier.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of two servers that are asked the same. What each draws for itself, ids and times, is kept for later requests and put
 * out of the answers.
 */
final class Exchange {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");
    private static final List<String> HEADERS = List.of(
            "Location",
            "X-Content-Type-Options",
            "Content-Disposition",
            "WWW-Authenticate",
            "Access-Control-Allow-Origin");

    private final String url;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> names = new HashMap<>();

    Exchange(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /**
     * What is asked of both.
     *
     * @param as {@code token}, or {@code nobody}
     * @param keep {@code name=/pointer} for a value of the answer that later requests name as <code>${name}</code>
     */
    record Step(String as, String method, String path, String body, String keep) {

        /** {@code [nobody] METHOD /path [body] [> name=/pointer]}. */
        static Step of(String line) {
            String[] kept = line.split(" > ", 2);
            String[] words = kept[0].split(" ", 2);
            boolean nobody = words[0].equals("nobody");
            String[] parts = (nobody ? words[1] : kept[0]).split(" ", 3);
            return new Step(
                    nobody ? "nobody" : "token",
                    parts[0],
                    parts[1],
                    parts.length > 2 ? parts[2] : "",
                    kept.length > 1 ? kept[1] : "");
        }
    }

    /** What of an answer is compared, by a word for each part: {@code status}, {@code header …}, {@code /pointer}. */
    record Answer(Map<String, String> parts) {

        /** The parts in which two differ. */
        static Set<String> differences(Answer one, Answer other) {
            Set<String> all = new TreeSet<>(one.parts.keySet());
            all.addAll(other.parts.keySet());
            all.removeIf(part -> one.parts.getOrDefault(part, "").equals(other.parts.getOrDefault(part, "")));
            return all;
        }

        String part(String name) {
            return parts.getOrDefault(name, "(nothing)");
        }
    }

    Answer ask(Step step) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + named(step.path())))
                .method(
                        step.method(),
                        step.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(named(step.body())));
        if (step.as().equals("token")) {
            request.header("Authorization", "token " + token);
        }
        if (step.body().startsWith("password=")) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> parts = new TreeMap<>();
            parts.put("status", Integer.toString(response.statusCode()));
            for (String header : HEADERS) {
                response.headers()
                        .firstValue(header)
                        .ifPresent(value -> parts.put("header " + header, impersonal(value)));
            }
            response.headers()
                    .firstValue("Content-Security-Policy")
                    .ifPresent(policy -> Stream.of(policy.split(";"))
                            .map(directive -> directive.strip().split(" ", 2))
                            .forEach(words -> parts.put("policy " + words[0], words[1])));
            JsonNode json = json(response);
            keep(step, json);
            body(response, json, parts);
            return new Answer(parts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String named(String text) {
        Matcher matcher = Pattern.compile("\\$\\{(\\w+)}").matcher(text);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(names.getOrDefault(found.group(1), "unset")));
    }

    private void keep(Step step, JsonNode json) {
        if (!step.keep().isEmpty()) {
            String[] words = step.keep().split("=", 2);
            names.put(words[0], json.at(words[1]).asText());
        }
    }

    private void body(HttpResponse<byte[]> response, JsonNode json, Map<String, String> parts) {
        boolean failed = response.statusCode() >= 400;
        boolean empty = response.body().length == 0;
        parts.put("body", empty ? "empty" : type(response));
        if (!json.isMissingNode()) {
            flatten("", json, parts);
        } else if (!failed && !type(response).equals("text/html")) {
            parts.put("bytes", new String(response.body(), StandardCharsets.ISO_8859_1));
        }
        if (failed) {
            // Each says it in its own words, and ours has a word for machines where jupyter_server mostly has null.
            parts.replace("/message", "words");
            parts.replace("/reason", "a word or null");
        }
    }

    private static String type(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Content-Type").orElse("none").replaceAll(";.*", "");
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return type(response).equals("application/json") && response.body().length > 0
                ? Json.read(new String(response.body(), StandardCharsets.UTF_8), JsonNode.class)
                : MissingNode.getInstance();
    }

    private String impersonal(String text) {
        String plain = text.replace(url, "URL").replace(token, "TOKEN");
        return TIME.matcher(ID.matcher(plain).replaceAll("ID")).replaceAll("TIME");
    }

    /** A kernel that nobody has asked for anything is “starting” until somebody sees its first “idle”: that is a race in both. */
    private static String state(JsonNode state) {
        return state.asText().equals("starting") || state.asText().equals("idle") ? "at rest" : state.toString();
    }

    private void flatten(String pointer, JsonNode node, Map<String, String> parts) {
        switch (node) {
            case ObjectNode object -> {
                parts.put(pointer + "/", "object");
                object.properties().forEach(field -> flatten(pointer + "/" + field.getKey(), field.getValue(), parts));
            }
            case ArrayNode array -> {
                parts.put(pointer + "/", "array of " + array.size());
                List<JsonNode> elements = new ArrayList<>();
                array.forEach(elements::add);
                for (int i = 0; i < elements.size(); i++) {
                    flatten(pointer + "/" + i, elements.get(i), parts);
                }
            }
            default ->
                parts.put(pointer, pointer.endsWith("/execution_state") ? state(node) : impersonal(node.toString()));
        }
    }
}
