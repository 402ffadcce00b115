package dev.atelier.magics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.api.TerminalLink;
import dev.atelier.kernel.magic.LiveRendering;
import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.MagicException;
import dev.atelier.kernel.magic.Rendering;
import dev.atelier.magics.compute.ComputeMagic;
import dev.atelier.magics.datastore.DatastoreMagic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The verbs as they are typed, against a gateway's answers over real HTTP. */
class VerbsTest {
    private static final String JOB = "{\"name\":\"j\",\"owner\":\"ben\",\"compute\":\"box\",\"command\":[],"
            + "\"state\":\"Queued\",\"log\":\"jobs/j/std_log.txt\",\"created\":\"2026-01-01T00:00:00.000000Z\"}";

    private HttpServer server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        answers.put("GET /status", "{\"version\":\"1\",\"pid\":1,\"share\":\"/home/ben\",\"instances\":1}");
        answers.put("POST /jobs", JOB);
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestMethod() + " "
                    + exchange.getRequestURI().getPath().replace("/atelier/v1", "");
            asked.add(call + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Problem unknown =
                    Problem.of(404, "unknown", "No “`x`”.", "Create it with: `compute create box`, see `mount list`");
            byte[] bytes = answers.getOrDefault(call, Json.write(unknown)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answers.containsKey(call) ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private final class Screen implements MagicContext {
        private final StringBuilder text = new StringBuilder();
        private final Map<String, String> environment = new HashMap<>();
        private String prompt = "%";
        private Optional<String> body = Optional.empty();

        Screen() {
            environment.put(
                    "ATELIER_URL", "http://127.0.0.1:" + server.getAddress().getPort());
            environment.put("ATELIER_INSTANCE", "here");
        }

        @Override
        public Optional<String> body() {
            return body;
        }

        @Override
        public Path workingFolder() {
            return Path.of("/home/ben/notebooks");
        }

        @Override
        public Map<String, String> environment() {
            return environment;
        }

        @Override
        public void print(String words) {
            text.append(words);
        }

        @Override
        public void show(Rendering rendering) {
            text.append(rendering.plain()).append(rendering.html().orElse(""));
        }

        @Override
        public LiveRendering live(Rendering first) {
            show(first);
            return this::show;
        }

        @Override
        public String prompt() {
            return prompt;
        }
    }

    @Test
    void asksForNamesWhereItsContextSaysAndNotForLong() throws Exception {
        answers.put("GET /jobs", "[" + JOB + "]");
        assertThat(jobsOffered(new Screen())).containsExactly("j");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Screen waiting = new Screen();
            waiting.environment.put("ATELIER_URL", "http://127.0.0.1:" + silent.getLocalPort());
            assertThat(CompletableFuture.supplyAsync(
                                    () -> jobsOffered(waiting).iterator().hasNext())
                            .get(10, TimeUnit.SECONDS))
                    .isFalse();
        }
    }

    private static Iterable<String> jobsOffered(Screen screen) {
        return new CommandLine(new ComputeMagic().command(screen))
                .getSubcommands()
                .get("logs")
                .getCommandSpec()
                .positionalParameters()
                .getFirst()
                .completionCandidates();
    }

    private static Object run(Screen screen, String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        String name = words.removeFirst();
        Magic magic = ServiceLoader.load(Magic.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(m ->
                        m.name().equals(name) && m.getClass().getPackageName().startsWith("dev.atelier.magics."))
                .findFirst()
                .orElseThrow();
        CommandLine command = new CommandLine(magic.command(screen));
        CommandLine.ParseResult last = command.parseArgs(words.toArray(String[]::new));
        try {
            new CommandLine.RunLast().execute(last);
        } catch (CommandLine.ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.commandSpec().commandLine().getExecutionResult();
    }

    private JsonNode sent(String call) {
        String line =
                asked.stream().filter(a -> a.startsWith(call + " ")).findFirst().orElseThrow();
        return Json.read(line.substring(call.length() + 1), JsonNode.class);
    }

    @Test
    void linksToAnApplication() {
        answers.put(
                "GET /computes/box/applications/6006",
                "{\"compute\":\"box\",\"port\":6006,\"url\":\"http://localhost:8888/applications/box-6006\"}");
        Screen screen = new Screen();
        run(screen, "compute open box 6006");
        assertThat(screen.text).contains("Port 6006 of box: http://localhost:8888/applications/box-6006");
    }

    @Test
    void opensATerminalAndLinksToIt() {
        answers.put(
                "POST /computes/box/terminals",
                "{\"name\":\"box_1\",\"url\":\"http://localhost:8888/terminals/box_1\"}");
        Screen screen = new Screen();
        assertThat(run(screen, "compute terminal box"))
                .isEqualTo(new TerminalLink("box_1", "http://localhost:8888/terminals/box_1"));
        assertThat(screen.text.toString())
                .contains("Terminal box_1: http://localhost:8888/terminals/box_1")
                .contains("<a href=\"http://localhost:8888/terminals/box_1\" target=\"_blank\" rel=\"noopener\">");
        assertThatThrownBy(() -> run(screen, "compute terminal nowhere")).hasMessageContaining("No “x”");
    }

    @Test
    void submitsAFileWithItsArguments() {
        Screen screen = new Screen();
        run(screen, "compute submit train.py --on box --name j --env A=1 --env B=x=y -- --lr 0.1 -f");
        JsonNode sent = sent("POST /jobs");
        assertThat(sent.path("compute").asText()).isEqualTo("box");
        assertThat(sent.path("folder").asText()).isEqualTo("notebooks");
        assertThat(sent.path("arguments").toString()).isEqualTo("[\"--lr\",\"0.1\",\"-f\"]");
        assertThat(sent.path("environment_variables").toString()).contains("\"A\":\"1\"", "\"B\":\"x=y\"");
        assertThat(screen.text).contains("Job j is Queued on box", "%compute logs j --follow");
    }

    @Test
    void submitsACellFromWhereItIs() {
        Screen screen = new Screen();
        screen.body = Optional.of("print(1)");
        run(screen, "compute submit --language python");
        assertThat(sent("POST /jobs").path("compute").asText()).isEqualTo("here");
        assertThat(sent("POST /jobs").path("code").asText()).isEqualTo("print(1)");
        assertThatThrownBy(() -> run(screen, "compute submit train.py")).hasMessageContaining("not both");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"compute delete box", "compute detach box", "compute detach box --force", "datastore delete data"
            })
    void destroysNothingWithoutAYes(String line) {
        assertThatThrownBy(() -> run(new Screen(), line))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining("%" + line + " --yes");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compute create",
                "compute attach box",
                "compute attach --ssh ada@host",
                "compute show",
                "compute cancel",
                "compute nonsense",
                "compute create box --colour red",
                "datastore create data",
                "datastore create data --type floppy",
                "mount datastore",
                "unmount"
            })
    void refusesWhatItDoesNotUnderstandBeforeAskingAnybody(String line) {
        assertThatThrownBy(() -> run(new Screen(), line)).isInstanceOf(CommandLine.ParameterException.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void tellsWhatToTypeNextInTheWordsOfThePlace() {
        Screen cell = new Screen();
        assertThatThrownBy(() -> run(cell, "compute show box"))
                .hasMessageContaining("Create it with: %compute create box, see %mount list")
                .hasMessageNotContaining("`");
        cell.prompt = "./atelier ";
        assertThatThrownBy(() -> run(cell, "compute show box")).hasMessageContaining("./atelier compute create box");
    }

    @Test
    void returnsWhatItShowsAndLetsNoTextSteerTheScreen() {
        answers.put("GET /jobs", "[" + JOB.replace("std_log", "\\u001b[2J<b>\\u202e\\n") + "]");
        Screen screen = new Screen();
        Object jobs = run(screen, "compute jobs");
        assertThat(jobs)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
        assertThat(screen.text.toString()).contains("Queued", "&lt;b&gt;").doesNotContain("\u001b[2J", "\u202e");
    }

    @Test
    void takesCredentialsFromTheEnvironment() {
        answers.put(
                "PUT /datastores/data",
                "{\"name\":\"data\",\"owner\":\"ben\",\"type\":\"s3\",\"location\":\"s3://b\","
                        + "\"created\":\"2026-01-01T00:00:00.000000Z\"}");
        Screen screen = new Screen();
        assertThatThrownBy(() -> run(screen, "datastore create data --type s3 --bucket b"))
                .hasMessageContaining("AWS_ACCESS_KEY_ID");
        screen.environment.putAll(Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "hidden"));
        run(screen, "datastore create data --type s3 --bucket b");
        assertThat(sent("PUT /datastores/data").path("secret_access_key").asText())
                .isEqualTo("hidden");
        assertThat(screen.text).doesNotContain("hidden").contains("%mount datastore data");
    }

    @Test
    void takesAzuresCredentialsFromTheEnvironmentToo() {
        answers.put(
                "PUT /datastores/data",
                "{\"name\":\"data\",\"owner\":\"ben\",\"type\":\"azureblob\",\"location\":\"https://h/data\","
                        + "\"created\":\"2026-01-01T00:00:00.000000Z\"}");
        String create = "datastore create data --type azureblob --account abc --container data";
        Screen screen = new Screen();
        assertThatThrownBy(() -> run(screen, create))
                .hasMessageContaining("--account-key or --sas-token")
                .hasMessageContaining("AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN");
        screen.environment.put("AZURE_STORAGE_SAS_TOKEN", "sv=1&sig=hidden");
        run(screen, create);
        assertThat(sent("PUT /datastores/data").path("sas_token").asText()).isEqualTo("sv=1&sig=hidden");
        asked.clear();
        screen.environment.put("AZURE_STORAGE_KEY", "aGlkZGVu");
        run(screen, create);
        assertThat(sent("PUT /datastores/data").path("account_key").asText()).isEqualTo("aGlkZGVu");
        assertThat(sent("PUT /datastores/data").path("sas_token").isTextual()).isFalse();
        asked.clear();
        run(screen, create + " --sas-token sig=typed");
        assertThat(sent("PUT /datastores/data").path("sas_token").asText()).isEqualTo("sig=typed");
        assertThat(screen.text).doesNotContain("hidden").contains("%mount datastore data");
    }

    @Test
    void attachesAHostWithTheKeyThatWasAccepted() {
        answers.put(
                "PUT /computes/box",
                "{\"name\":\"box\",\"owner\":\"ben\",\"provider\":\"ssh\",\"size\":\"host\",\"state\":\"Creating\","
                        + "\"since\":\"2026-01-01T00:00:00.000000Z\",\"created_on\":\"2026-01-01T00:00:00.000000Z\"}");
        run(new Screen(), "compute attach box --ssh ada@host:2222 --no-wait");
        JsonNode ssh = sent("PUT /computes/box").path("ssh");
        assertThat(ssh.path("user").asText()).isEqualTo("ada");
        assertThat(ssh.path("host").asText()).isEqualTo("host");
        assertThat(ssh.path("port").asInt()).isEqualTo(2222);
        assertThat(ssh.path("fingerprint").isTextual()).isFalse();
        asked.clear();
        String key = "SHA256:" + "a".repeat(43);
        run(new Screen(), "compute attach box --ssh ada@host --no-wait --accept " + key);
        assertThat(sent("PUT /computes/box").path("ssh").path("fingerprint").asText())
                .isEqualTo(key);
        assertThatThrownBy(() -> run(new Screen(), "compute attach box --ssh host"))
                .hasMessageContaining("USER@HOST:PORT");
    }

    @Test
    void showsTheLineForAuthorizedKeys() {
        answers.put("GET /ssh-key", "{\"public_key\":\"ssh-ed25519 AAAA atelier\",\"fingerprint\":\"SHA256:x\"}");
        Screen screen = new Screen();
        run(screen, "compute key");
        assertThat(screen.text).contains("ssh-ed25519 AAAA atelier", "SHA256:x");
    }

    @Test
    void saysWhatStaysOfAHostThatIsForgotten() {
        answers.put("GET /computes", "[]");
        answers.put("DELETE /computes/box", "{\"left\":\"~/.atelier/x/box-1 on ada@host\"}");
        answers.put("GET /events/newest", "0");
        Screen screen = new Screen();
        run(screen, "compute detach box --force --yes");
        assertThat(screen.text).contains("~/.atelier/x/box-1 on ada@host").contains("Deleted");
    }

    @Test
    void tabOffersTheTypesOfDatastores() {
        assertThat(new CommandLine(new DatastoreMagic().command(new Screen()))
                        .getSubcommands()
                        .get("create")
                        .getCommandSpec()
                        .findOption("--type")
                        .completionCandidates())
                .containsExactly("local", "s3", "azureblob");
    }

    private static final String BOX = "{\"name\":\"box\",\"owner\":\"ben\",\"provider\":\"local\",\"size\":\"small\","
            + "\"state\":\"Running\",\"since\":\"2026-01-01T00:00:00.000000Z\","
            + "\"created_on\":\"2026-01-01T00:00:00.000000Z\",\"idle_time_before_shutdown_minutes\":120,"
            + "\"idle_shutdown\":{\"why\":\"kernel train.ipynb is busy\"}}";

    @Test
    void changesWhenAnIdleInstanceStops() {
        answers.put("PUT /computes/box/idle", BOX);
        answers.put("PUT /computes/box/keepalive", BOX);
        answers.put("DELETE /computes/box/idle", BOX.replaceAll(",\"idle_time.*", "}"));
        answers.put("DELETE /computes/box/keepalive", BOX);
        Screen screen = new Screen();
        run(screen, "compute update box --idle 2h");
        assertThat(sent("PUT /computes/box/idle").toString()).isEqualTo("{\"idle_time_before_shutdown_minutes\":120}");
        assertThat(screen.text.toString()).isEqualTo("box does not stop: kernel train.ipynb is busy.\n");
        run(screen, "compute update box --idle never");
        assertThat(screen.text).contains("box does not stop, however long it is idle.\n");
        run(screen, "compute keepalive box --for 1d");
        assertThat(sent("PUT /computes/box/keepalive").toString()).isEqualTo("{\"minutes\":1440}");
        run(screen, "compute keepalive box --off");
        assertThat(asked).anyMatch(call -> call.startsWith("DELETE /computes/box/keepalive"));
        assertThatThrownBy(() -> run(screen, "compute keepalive box"))
                .hasMessageContaining("--for")
                .hasMessageContaining("--off");
    }

    @Test
    void showsWhetherAnIdleInstanceStops() {
        answers.put("GET /computes/box", BOX);
        answers.put("GET /mounts", "[]");
        Screen screen = new Screen();
        run(screen, "compute show box");
        assertThat(screen.text).contains("does not stop: kernel train.ipynb is busy");
    }

    @Test
    void showsWhatAContainerIsMadeOf() {
        String image =
                "{\"name\":\"team/image:1\",\"id\":\"sha256:0fbf79af9c775134\",\"created\":\"2026-01-01T00:00:00Z\","
                        + "\"moved\":true}";
        answers.put(
                "GET /computes/box",
                BOX.replaceFirst(
                        "\\{", "{\"container\":{\"image\":" + image + ",\"gpus\":[\"/dev/dri/renderD128\"]},"));
        answers.put("GET /mounts", "[]");
        Screen screen = new Screen();
        run(screen, "compute show box");
        assertThat(screen.text)
                .contains("team/image:1, sha256:0fbf79af9c77, built ")
                .contains("team/image:1 is another one by now; this instance keeps its own")
                .contains("%compute delete box --yes")
                .contains("/dev/dri/renderD128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "h", "-1h", "1.5h", "2 w", "999999m", "Never"})
    void aTimeHasANumberAndAUnit(String time) {
        assertThatThrownBy(() -> run(new Screen(), "compute update box --idle=" + time.replace(" ", "")))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining("like 30m, 2h or 1d, or never");
        assertThat(asked).isEmpty();
    }

    @Test
    void anInstanceIsCreatedWithItsTime() {
        assertThatThrownBy(() -> run(new Screen(), "compute create box --idle 30m --no-wait"))
                .hasMessageContaining("No “x”");
        assertThat(sent("PUT /computes/box")
                        .path("idle_time_before_shutdown_minutes")
                        .asInt())
                .isEqualTo(30);
    }
}
