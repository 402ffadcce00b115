package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.http.Description;
import dev.atelier.gateway.http.Method;
import dev.atelier.gateway.http.Route;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.openapi.ApiDocument;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The published document of the API is one, says what the table of routes does, and what the real gateway answers fits it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private static final Path FILE = Path.of("schema/openapi.json");
    private static final Path RECORDS = Path.of("../api/src/main/java/dev/atelier/api");
    private static final String WRITE = "openapi.write";

    /** With something in each of the fields that may be empty. */
    private static final String BOX = """
            {"description": "a box", "tags": {"team": "blue"}, "idle_time_before_shutdown_minutes": 60,
             "schedules": {"compute_start_stop": [
              {"name": "evening", "action": "stop", "trigger": {"type": "cron", "expression": "0 18 1 1 *"}},
              {"name": "weekly", "action": "stop", "state": "disabled", "trigger": {"type": "recurrence", "frequency": "week",
               "interval": 1, "schedule": {"hours": [18], "minutes": 30, "week_days": ["monday"]}}}]},
             "setup_scripts": {"startup_script": {"script": "echo ready"}}}""";

    private RealGateway gateway;
    private String kernel = "";
    private String job = "";

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        gateway = RealGateway.start(folder, RealGateway::unlimited);
        gateway.admit("cleo", Role.READER, "token-of-cleo", Optional.empty());
        if (System.getProperty(WRITE) != null) {
            Files.writeString(FILE, made());
        }
        gateway.awaitLocal();
        made("PUT", "datastores/store1", "{\"type\":\"local\",\"path\":\"" + folder.resolve("data") + "\"}");
        HttpResponse<String> box = gateway.owner("PUT", ApiDocument.PREFIX + "computes/box1", BOX);
        assertThat(box.statusCode()).as(box.body()).isEqualTo(202);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> gateway.owner("GET", ApiDocument.PREFIX + "computes/box1", "")
                        .body()
                        .contains("\"Running\""));
        made("PUT", "computes/box1/mounts/store1", "{}");
        made("PUT", "people/dan", "{\"role\":\"reader\"}");
        made("POST", "tokens", "{\"name\":\"spare\"}");
        job = made("POST", "jobs", "{\"compute\":\"local\",\"language\":\"bash\",\"code\":\"sleep 600\"}")
                .path("name")
                .asText();
        kernel = Json.mapper()
                .readTree(gateway.owner("POST", "/api/kernels", "{\"name\":\"python3\"}")
                        .body())
                .path("id")
                .asText();
    }

    private JsonNode made(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = gateway.owner(method, ApiDocument.PREFIX + path, body);
        assertThat(answer.statusCode()).as(path + answer.body()).isBetween(200, 201);
        return Json.mapper().readTree(answer.body());
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
    }

    private String made() throws IOException {
        return ApiDocument.of(gateway.routes(), RECORDS).toPrettyString() + "\n";
    }

    private Stream<Route> rows() {
        return gateway.routes().rows().stream().filter(row -> row.template().startsWith(ApiDocument.PREFIX));
    }

    private static ObjectNode document() throws IOException {
        return Json.mapper().readValue(FILE.toFile(), ObjectNode.class);
    }

    private static JsonNode operation(Route row) throws IOException {
        return document()
                .path("paths")
                .path(row.template())
                .path(row.method().name().toLowerCase(Locale.ROOT));
    }

    @Test
    void everyRowSaysWhatItIsFor() {
        assertThat(ApiDocument.undescribed(gateway.routes()))
                .as("say it beside the row: .says(\"…\").takes(….class).gives(200, ….class)")
                .isEmpty();
    }

    @Test
    void theFileSaysWhatTheTableDoes() throws IOException {
        assertThat(Files.readString(FILE))
                .as("server-extension/schema/openapi.json is not what the table of routes says; write it anew with:"
                        + " ./atelier test -pl server-extension -am -Dtest=OpenApiTest -D" + WRITE)
                .isEqualTo(made());
    }

    @Test
    void everyRowStandsInTheFileAndNothingElse() throws IOException {
        List<String> written = new ArrayList<>();
        document()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> written.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(written)
                .containsExactlyInAnyOrderElementsOf(
                        rows().map(row -> row.method() + " " + row.template()).toList());
    }

    /** By the schema of OpenAPI 3.1, and beyond it: parameters that stand in no path, names that are taken, references. */
    @Test
    void theFileIsADocumentOfOpenApi() throws Exception {
        Process validator = new ProcessBuilder(
                        System.getenv("ATELIER_TEST_PYTHON") + "/bin/python",
                        "-m",
                        "openapi_spec_validator",
                        "--schema",
                        "3.1",
                        FILE.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(validator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(validator.waitFor()).as(said).isZero();
        assertThat(said).contains("OK");
    }

    @Test
    void whoeverMayReadGetsIt() throws Exception {
        String path = ApiDocument.PREFIX + "openapi.json";
        HttpResponse<String> answer = gateway.send("GET", path, "", "Authorization", "Bearer token-of-cleo");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.mapper().readTree(answer.body()))
                .as("what is served is what was built; build again if the file was written anew just now")
                .isEqualTo(document());
        assertThat(gateway.send("GET", path, "").statusCode()).isEqualTo(403);
    }

    @TestFactory
    Stream<DynamicTest> whatIsReadFits() {
        return rows().filter(row -> row.method().name().equals("GET"))
                .filter(row -> !row.template().endsWith("/v1/events")) // which does not end
                .map(row -> dynamicTest(row.template(), () -> fits(row, gateway.owner("GET", path(row), ""))));
    }

    /** With the example of each body, which the parser has to take, whatever is to be said of its values. */
    @TestFactory
    Stream<DynamicTest> whatIsSentFits() {
        return rows().filter(OpenApiTest::takesJson)
                .map(row -> dynamicTest(row.method() + " " + row.template(), () -> {
                    JsonNode content =
                            operation(row).path("requestBody").path("content").path("application/json");
                    JsonNode example = content.path("example");
                    assertThat(example.isObject()).as("an example of this body").isTrue();
                    assertThat(errors(strict(), content.path("schema"), example))
                            .isEmpty();
                    HttpResponse<String> answer = gateway.owner(row.method().name(), path(row), example.toString());
                    assertThat(Json.mapper()
                                    .readTree(answer.body())
                                    .path("code")
                                    .asText())
                            .as(answer.body())
                            .isNotIn("bad-json", "unknown-field");
                    fits(row, answer);
                }));
    }

    /** A field that nobody knows is refused by the parser and by the schema. */
    @TestFactory
    Stream<DynamicTest> whatDoesNotExistFitsNot() {
        return rows().filter(OpenApiTest::takesJson)
                .map(row -> dynamicTest(row.method() + " " + row.template(), () -> {
                    JsonNode content =
                            operation(row).path("requestBody").path("content").path("application/json");
                    ObjectNode wrong = content.path("example").deepCopy();
                    wrong.put("no_such_field", 1);
                    HttpResponse<String> answer = gateway.owner(row.method().name(), path(row), wrong.toString());
                    assertThat(answer.body()).contains("\"unknown-field\"");
                    fits(row, answer);
                    assertThat(errors(document().path("components"), content.path("schema"), wrong))
                            .isNotEmpty();
                }));
    }

    /** Of what does not exist, so that nothing is started or ended: a body is read before anything is looked for. */
    @TestFactory
    Stream<DynamicTest> whatTakesNoBodyReadsNone() {
        return rows().filter(row -> row.method() == Method.PUT || row.method() == Method.POST)
                .filter(row -> !takesBody(row))
                .map(row -> dynamicTest(row.method() + " " + row.template(), () -> {
                    String path = row.template().replaceAll("\\{[a-z]+}", "nowhere");
                    HttpResponse<String> answer = gateway.owner(row.method().name(), path, "{\"no_such_field\":1}");
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
                }));
    }

    private static boolean takesJson(Route row) {
        return row.description()
                .flatMap(Description::body)
                .filter(body -> body != String.class)
                .isPresent();
    }

    private static boolean takesBody(Route row) {
        return row.description().flatMap(Description::body).isPresent();
    }

    private static void fits(Route row, HttpResponse<String> answer) throws IOException {
        JsonNode responses = operation(row).path("responses");
        String status = String.valueOf(answer.statusCode());
        JsonNode said = responses.path(answer.statusCode() < 500 ? status : "default");
        assertThat(said.isObject())
                .as("a documented status: " + answer.statusCode() + " " + answer.body())
                .isTrue();
        JsonNode response =
                said.has("$ref") ? document().at(said.path("$ref").asText().substring(1)) : said;
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        JsonNode content = response.path("content").path(type);
        assertThat(content.isObject()).as(type + " of " + response).isTrue();
        if (type.equals("application/json") || type.equals(Problem.CONTENT_TYPE)) {
            assertThat(errors(strict(), content.path("schema"), Json.mapper().readTree(answer.body())))
                    .as(answer.body())
                    .isEmpty();
        }
    }

    /** Stricter than the document, which lets answers have further fields one day. */
    private static ObjectNode strict() throws IOException {
        ObjectNode components = document().withObjectProperty("components");
        JsonNode schemas = components.path("schemas");
        schemas.properties().stream()
                .filter(schema -> schema.getValue().has("properties"))
                .forEach(schema -> ((ObjectNode) schema.getValue()).put("additionalProperties", false));
        return components;
    }

    private static List<String> errors(JsonNode components, JsonNode schema, JsonNode value) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.set("components", components);
        root.putArray("allOf").add(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root.toString(), InputFormat.JSON)
                .validate(
                        value.toString(),
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    private String path(Route row) {
        Map<String, String> values = Map.ofEntries(
                Map.entry("computes/{name}", "box1"),
                Map.entry("datastores/{name}", "store1"),
                Map.entry("jobs/{name}", job),
                Map.entry("sizes/{name}", "local"),
                Map.entry("kernels/{id}", kernel),
                Map.entry("{mount}", "store1"),
                Map.entry("{port}", "8888"),
                Map.entry("{schedule}", "evening"),
                Map.entry("{script}", "startup"),
                Map.entry("people/{person}", "dan"),
                Map.entry("{token}", "spare"));
        String path = row.template();
        for (Map.Entry<String, String> value : values.entrySet()) {
            path = path.replace(value.getKey(), value.getKey().replaceAll("\\{.*", "") + value.getValue());
        }
        assertThat(path).as("a value for each variable").doesNotContain("{");
        return path.endsWith("/box1/logs") ? path + "?script=startup" : path;
    }
}
