package dev.atelier.magics;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.kernel.magic.LiveRendering;
import dev.atelier.kernel.magic.Magic;
import dev.atelier.kernel.magic.MagicContext;
import dev.atelier.kernel.magic.Rendering;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import picocli.CommandLine;

/** Verbs as they are typed, against a gateway's answers over real HTTP. */
abstract class TypedVerbs {
    static final String JOB = "{\"name\":\"j\",\"owner\":\"ben\",\"compute\":\"box\",\"command\":[],"
            + "\"state\":\"Queued\",\"log\":\"jobs/j/std_log.txt\",\"created\":\"2026-01-01T00:00:00.000000Z\"}";
    static final String BOX = "{\"name\":\"box\",\"owner\":\"ben\",\"provider\":\"local\",\"size\":\"small\","
            + "\"state\":\"Running\",\"since\":\"2026-01-01T00:00:00.000000Z\","
            + "\"created_on\":\"2026-01-01T00:00:00.000000Z\",\"idle_time_before_shutdown_minutes\":120,"
            + "\"idle_shutdown\":{\"why\":\"kernel train.ipynb is busy\"}}";

    private HttpServer server;
    final Map<String, String> answers = new ConcurrentHashMap<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> queries = new CopyOnWriteArrayList<>();

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
            queries.add(Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), ""));
            asked.add(call + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Problem unknown =
                    Problem.of(404, "unknown", "No “`x`”.", "Create it with: `compute create box`, see `mount list`");
            byte[] bytes = answers.getOrDefault(call, Json.write(unknown)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answers.containsKey(call) ? 200 : 404, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    final class Screen implements MagicContext {
        final StringBuilder text = new StringBuilder();
        final Map<String, String> environment = new HashMap<>();
        String prompt = "%";
        Optional<String> body = Optional.empty();
        Path folder = Path.of("/home/ben/notebooks");

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
            return folder;
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

    static Object run(Screen screen, String line) {
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

    JsonNode sent(String call) {
        String line =
                asked.stream().filter(a -> a.startsWith(call + " ")).findFirst().orElseThrow();
        return Json.read(line.substring(call.length() + 1), JsonNode.class);
    }
}
