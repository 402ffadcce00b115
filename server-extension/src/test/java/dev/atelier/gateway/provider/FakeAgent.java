package dev.atelier.gateway.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.api.Json;
import dev.atelier.api.Problem;
import dev.atelier.gateway.link.AgentAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The routes of an agent that the gateway uses, over real HTTP; jobs run until a test ends them. */
public final class FakeAgent implements AutoCloseable {
    private static final Map<String, Object> SPEC = Map.of(
            "name",
            "python3",
            "spec",
            Map.of("display_name", "Python 3 (ipykernel)", "language", "python", "argv", List.of("python")),
            "resources",
            Map.of("logo-svg", "/kernelspecs/python3/logo-svg.svg"));

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final Map<String, Run> jobs = new ConcurrentHashMap<>();
    private final Map<String, String> kernels = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile int failure;
    private volatile Optional<Instant> lastActivity = Optional.empty();
    private volatile Optional<String> busy = Optional.empty();
    private volatile double cpu;
    private volatile Optional<Long> kept = Optional.empty();
    private volatile InstantSource clock = InstantSource.system();
    private volatile Runnable beforeStatus = () -> {};

    private static final class Run {
        private final CountDownLatch over = new CountDownLatch(1);
        private final JsonNode order;
        private volatile String state = "Running";
        private volatile Optional<Integer> exitCode = Optional.empty();

        Run(JsonNode order) {
            this.order = order;
        }
    }

    public FakeAgent() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public AgentAddress address() {
        return new AgentAddress(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "secret");
    }

    /** Every call is answered with this status from now on; 0 for none. */
    public void failWith(int status) {
        failure = status;
    }

    /** From now on it tells of activity: that there was some last at that time, and no kernel is busy. */
    public void quietSince(Instant time) {
        lastActivity = Optional.of(time);
        busy = Optional.empty();
    }

    /** It has this kernel, which works. */
    public void busyWith(String kernel) {
        busy = Optional.of(kernel);
    }

    /** So much of its two processors is used, between 0 and 1. */
    public void uses(double part) {
        cpu = part;
    }

    /** The process that it was told to be kept for has ended. */
    public void keptProcessEnds() {
        kept = Optional.empty();
    }

    /** It is wrong about the time. */
    public void clock(InstantSource other) {
        clock = other;
    }

    /** Happens whenever somebody asks how it is, before the answer. */
    public void beforeStatus(Runnable action) {
        beforeStatus = action;
    }

    /** What was called, as {@code METHOD path}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    public boolean runs(String job) {
        return jobs.containsKey(job) && jobs.get(job).state.equals("Running");
    }

    public void complete(String job) {
        end(job, "Completed");
    }

    /** Its wrapper was killed with it where there is no exit code. */
    public void failJob(String job, Optional<Integer> exitCode) {
        jobs.get(job).exitCode = exitCode;
        end(job, "Failed");
    }

    /** What it was told to run. */
    public JsonNode order(String job) {
        return jobs.get(job).order;
    }

    /** Its state is lost. */
    public void forgetJobs() {
        jobs.clear();
    }

    private void end(String job, String state) {
        Run run = jobs.get(job);
        if (run.state.equals("Running")) {
            run.state = state;
            run.over.countDown();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            calls.add(method + " " + path);
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (failure != 0) {
                answer(exchange, failure, Problem.of(failure, "made-to-fail", "The test wants it so."));
            } else if (path.startsWith("/agent/v1/jobs/")) {
                job(exchange, method, path.split("/"), body);
            } else if (path.equals("/api/kernelspecs")) {
                answer(exchange, 200, Map.of("kernelspecs", Map.of("python3", SPEC)));
            } else if (path.startsWith("/api/kernels")) {
                kernel(exchange, method, path, body);
            } else if (path.equals("/agent/v1/keepalive")) {
                kept = method.equals("PUT")
                        ? Optional.of(
                                Json.read(body, JsonNode.class).path("pid").asLong())
                        : Optional.empty();
                answer(exchange, 200, Map.of());
            } else {
                plain(exchange, path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void plain(HttpExchange exchange, String path) throws IOException {
        if (path.equals("/agent/v1/usage")) {
            answer(exchange, 200, Map.of("measured", clock.instant(), "cpus", 2, "cpu", cpu, "gpus", List.of()));
            return;
        }
        Map<String, Object> status = new HashMap<>(Map.of("instance", "fake", "version", "0", "pid", 1));
        beforeStatus.run();
        lastActivity.ifPresent(time -> status.put("last_activity", time));
        kept.ifPresent(pid -> status.put("kept", List.of(Map.of("pid", pid, "command", "python3"))));
        answer(exchange, 200, status);
    }

    private void job(HttpExchange exchange, String method, String[] path, String body)
            throws IOException, InterruptedException {
        String id = path[4];
        if (method.equals("PUT")) {
            jobs.computeIfAbsent(id, i -> new Run(Json.read(body, JsonNode.class)));
        }
        Run run = jobs.get(id);
        if (run == null) {
            answer(exchange, 404, Problem.of(404, "unknown-job", "There is no job " + id + "."));
            return;
        }
        if (method.equals("DELETE")) {
            jobs.remove(id);
        }
        if (path.length > 5) {
            end(id, "Canceled");
        }
        String query = exchange.getRequestURI().getQuery();
        if (query != null) {
            run.over.await(Integer.parseInt(query.replaceAll("\\D", "")), TimeUnit.SECONDS);
        }
        Map<String, Object> model = new HashMap<>(Map.of("id", id, "state", run.state));
        run.exitCode.ifPresent(code -> model.put("exit_code", code));
        answer(exchange, 200, model);
    }

    private void kernel(HttpExchange exchange, String method, String path, String body) throws IOException {
        String id = path.length() > "/api/kernels/".length() ? path.split("/")[3] : "";
        if (method.equals("POST") && id.isEmpty()) {
            JsonNode wish = Json.read(body, JsonNode.class);
            kernels.put(wish.path("kernel_id").asText(), wish.path("name").asText());
            answer(exchange, 201, model(wish.path("kernel_id").asText()));
        } else if (id.isEmpty()) {
            answer(
                    exchange,
                    200,
                    Stream.concat(kernels.keySet().stream().map(this::model), busy.map(FakeAgent::working).stream())
                            .toList());
        } else if (!kernels.containsKey(id)) {
            answer(exchange, 404, Problem.of(404, "unknown-kernel", "There is no kernel " + id + "."));
        } else if (method.equals("DELETE")) {
            kernels.remove(id);
            exchange.sendResponseHeaders(204, -1);
        } else {
            answer(exchange, 200, model(id));
        }
    }

    private static Map<String, Object> working(String id) {
        return Map.of("id", id, "name", "python3", "execution_state", "busy", "connections", 1);
    }

    private Map<String, Object> model(String id) {
        return Map.of("id", id, "name", kernels.get(id), "execution_state", "idle", "connections", 0);
    }

    private static void answer(HttpExchange exchange, int status, Object value) throws IOException {
        byte[] bytes = Json.write(value).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
