package dev.atelier.gateway.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.http.Description;
import dev.atelier.gateway.http.Description.Answer;
import dev.atelier.gateway.http.Description.Content;
import dev.atelier.gateway.http.Description.Input;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.identity.Permission;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The OpenAPI document of the rows under {@code /atelier/v1}. */
public final class ApiDocument {
    public static final String PREFIX = "/atelier/v1/";
    private static final String PROBLEM = "Problem";

    private final List<Route> rows;
    private final Schemas schemas;
    private final ObjectNode document = Json.mapper().createObjectNode();

    private ApiDocument(List<Route> rows, RecordDocs docs) {
        this.rows = rows;
        this.schemas = new Schemas(
                rows.stream()
                        .flatMap(row -> said(row).body().stream())
                        .filter(body -> body != String.class)
                        .toList(),
                Stream.concat(
                                Stream.of(Problem.class),
                                rows.stream()
                                        .flatMap(row -> said(row).answers().stream())
                                        .flatMap(ApiDocument::type))
                        .toList(),
                docs);
    }

    /** @param records the folder of the sources of what bodies and answers consist of */
    public static ObjectNode of(Routes routes, Path records) throws IOException {
        List<Route> rows = routes.rows().stream()
                .filter(row -> row.template().startsWith(PREFIX))
                .sorted(Comparator.comparing(Route::template).thenComparing(Route::method))
                .toList();
        return new ApiDocument(rows, RecordDocs.read(records)).written();
    }

    /** The rows of which nothing is said, or not what they answer. */
    public static List<String> undescribed(Routes routes) {
        return routes.rows().stream()
                .filter(row -> row.template().startsWith(PREFIX))
                .filter(row ->
                        row.description().filter(d -> !d.answers().isEmpty()).isEmpty())
                .map(row -> row.method() + " " + row.template())
                .toList();
    }

    private static Description said(Route row) {
        return row.description()
                .orElseThrow(() -> new AssertionError("nothing is said of " + row.method() + " " + row.template()));
    }

    private static Stream<Class<?>> type(Answer answer) {
        return switch (answer.content()) {
            case Content.One(Class<?> type) -> Stream.of(type);
            case Content.Each(Class<?> type) -> Stream.of(type);
            case Content.Events(Class<?> type) -> Stream.of(type);
            case Content.Text _, Content.Yaml _, Content.Nothing _ -> Stream.of();
        };
    }

    private ObjectNode written() {
        document.put("openapi", "3.1.1");
        document.putObject("info")
                .put("title", "Atelier")
                .put("version", "v1")
                .put("description", Words.ABOUT)
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("servers").addObject().put("url", "/");
        ObjectNode signIn = document.putArray("security").addObject();
        signIn.putArray("bearer");
        document.withArray("security").addObject().putArray("token");
        Set<String> tags = rows.stream().map(ApiDocument::tag).collect(Collectors.toCollection(TreeSet::new));
        tags.forEach(tag -> document.withArray("tags").addObject().put("name", tag));
        ObjectNode paths = document.putObject("paths");
        rows.forEach(row -> operation(row, paths.withObjectProperty(row.template())));
        components(document.putObject("components"));
        return document;
    }

    private static String tag(Route row) {
        return row.template().substring(PREFIX.length()).split("/", 2)[0].replace(".json", "");
    }

    private void operation(Route row, ObjectNode path) {
        Description said = said(row);
        ObjectNode operation = path.putObject(row.method().name().toLowerCase(Locale.ROOT));
        operation.putArray("tags").add(tag(row));
        operation.put("operationId", id(row));
        operation.put("summary", said.summary());
        operation.put("description", "Takes the permission " + row.permission() + ".");
        if (row.permission() == Permission.PUBLIC) {
            operation.putArray("security");
        }
        parameters(row, operation);
        said.body().ifPresent(body -> body(body, operation.putObject("requestBody")));
        ObjectNode responses = operation.putObject("responses");
        said.answers().forEach(answer -> answer(answer, responses.putObject(String.valueOf(answer.status()))));
        problems(row)
                .forEach(status -> responses
                        .putObject(String.valueOf(status))
                        .put("$ref", "#/components/responses/" + PROBLEM + status));
        responses.putObject("default").put("$ref", "#/components/responses/" + PROBLEM);
    }

    /** {@code putComputesByNameIdle}: it stays the same as long as method and path do. */
    private static String id(Route row) {
        return row.method().name().toLowerCase(Locale.ROOT)
                + Stream.of(row.template().substring(PREFIX.length()).split("[/.-]"))
                        .map(word -> word.startsWith("{")
                                ? "By" + capital(word.substring(1, word.length() - 1))
                                : capital(word))
                        .collect(Collectors.joining());
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static void parameters(Route row, ObjectNode operation) {
        String[] segments = row.template().split("/");
        for (int i = 1; i < segments.length; i++) {
            if (segments[i].startsWith("{")) {
                parameter(operation, "path", segments[i].substring(1, segments[i].length() - 1))
                        .put("required", true)
                        .put("description", Words.variable(segments[i - 1], segments[i]));
            }
        }
        for (Input input : said(row).inputs()) {
            ObjectNode parameter = switch (input.place()) {
                case QUERY -> parameter(operation, "query", input.name());
                case NEEDED_QUERY -> parameter(operation, "query", input.name()).put("required", true);
                case HEADER -> parameter(operation, "header", input.name());
            };
            parameter.put("description", input.meaning());
        }
    }

    private static ObjectNode parameter(ObjectNode operation, String place, String name) {
        ObjectNode parameter =
                operation.withArray("parameters").addObject().put("name", name).put("in", place);
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private void body(Class<?> type, ObjectNode body) {
        if (type == String.class) {
            body.putObject("content")
                    .putObject("application/yaml")
                    .putObject("schema")
                    .put("type", "string");
            return;
        }
        ObjectNode content = body.putObject("content").putObject("application/json");
        content.set("schema", schemas.of(type));
        Words.example(type).ifPresent(example -> content.set("example", json(example)));
    }

    private static ObjectNode json(String text) {
        try {
            return Json.mapper().readValue(text, ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private void answer(Answer answer, ObjectNode response) {
        switch (answer.content()) {
            case Content.One(Class<?> type) ->
                content(response, answer.status() == 202 ? "It is under way." : "Done.", "application/json")
                        .set("schema", schemas.of(type));
            case Content.Each(Class<?> type) ->
                content(response, "All of them.", "application/json")
                        .putObject("schema")
                        .put("type", "array")
                        .set("items", schemas.of(type));
            case Content.Events(Class<?> type) ->
                content(
                                response,
                                "Events as they happen; the data of each are of the schema " + type.getSimpleName()
                                        + ".",
                                "text/event-stream")
                        .putObject("schema")
                        .put("type", "string")
                        .set("contentSchema", schemas.of(type));
            case Content.Text() ->
                content(response, "The text.", "text/plain").putObject("schema").put("type", "string");
            case Content.Yaml() ->
                content(response, "The file.", "application/yaml")
                        .putObject("schema")
                        .put("type", "string");
            case Content.Nothing() -> response.put("description", "Done.");
        }
    }

    private static ObjectNode content(ObjectNode response, String description, String type) {
        return response.put("description", description).putObject("content").putObject(type);
    }

    /** Those that a row of this kind is known to give; default stands for the rest. */
    private static List<Integer> problems(Route row) {
        boolean body = said(row).body().isPresent();
        return Words.PROBLEMS.keySet().stream()
                .sorted()
                .filter(status -> switch (status) {
                    case 400 -> body || !said(row).inputs().isEmpty();
                    case 404 -> row.template().contains("{");
                    case 409 -> row.method() != Method.GET;
                    case 413 -> body;
                    case 422 ->
                        said(row).inputs().stream()
                                .anyMatch(input -> input.name().equals("Idempotency-Key"));
                    default -> true;
                })
                .toList();
    }

    private void components(ObjectNode components) {
        ObjectNode responses = components.putObject("responses");
        problem(responses.putObject(PROBLEM), "What went wrong.");
        Words.PROBLEMS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> problem(responses.putObject(PROBLEM + e.getKey()), e.getValue()));
        responses
                .withObjectProperty(PROBLEM + "429")
                .putObject("headers")
                .putObject("Retry-After")
                .putObject("schema")
                .put("type", "integer");
        ObjectNode signIn = components.putObject("securitySchemes");
        signIn.putObject("bearer").put("type", "http").put("scheme", "bearer");
        signIn.putObject("token")
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", "Authorization")
                .put("description", "The word token, a space, and the token, as Jupyter's clients send it.");
        components.set("schemas", schemas.all());
    }

    private void problem(ObjectNode response, String description) {
        content(response, description, Problem.CONTENT_TYPE).set("schema", schemas.of(Problem.class));
    }
}
