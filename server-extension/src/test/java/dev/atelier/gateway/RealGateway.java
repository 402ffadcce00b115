package dev.atelier.gateway;

import static org.awaitility.Awaitility.await;

import dev.atelier.api.Json;
import dev.atelier.gateway.compute.IdleWatch;
import dev.atelier.gateway.http.GateConfig;
import dev.atelier.gateway.http.Routes;
import dev.atelier.gateway.identity.People;
import dev.atelier.gateway.identity.Role;
import dev.atelier.gateway.store.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The whole gateway in this process, with a real agent for its own instance; what it started ends with it. */
final class RealGateway implements AutoCloseable {
    static final String METRICS_TOKEN = "metrics-token-of-the-tests";

    final Path folder;
    final Path share;
    private final Home home;
    private final Gateway gateway;
    private final HttpClient http = HttpClient.newHttpClient();

    private RealGateway(Path folder, Path share, Home home, Gateway gateway) {
        this.folder = folder;
        this.share = share;
        this.home = home;
        this.gateway = gateway;
    }

    /** @param gate what is to be different from the gate on loopback that the options ask for */
    static RealGateway start(Path folder, UnaryOperator<GateConfig> gate, String... words) throws IOException {
        return start(folder, gate, IdleWatch.Pace.standard(), words);
    }

    /** @param pace by which clock instances are idle, and how often they are asked */
    static RealGateway start(Path folder, UnaryOperator<GateConfig> gate, IdleWatch.Pace pace, String... words)
            throws IOException {
        Path programs = Path.of(required("ATELIER_TEST_PROGRAMS"));
        Path share = Files.createDirectories(folder.resolve("share")).toRealPath();
        Path data = Files.createDirectories(folder.resolve("data"));
        Path metrics = Files.writeString(folder.resolve("metrics-token"), METRICS_TOKEN + "\n");
        Options options = new Options();
        new CommandLine(options)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(Stream.concat(
                                Stream.of(
                                        "--home=" + folder.resolve("home"),
                                        "--share=" + share,
                                        "--port=0",
                                        "--base-environment=" + required("ATELIER_TEST_PYTHON"),
                                        "--kernels=" + programs.resolve("share/jupyter/kernels"),
                                        "--agent=" + programs.resolve("agent/atelier-agent.jar"),
                                        "--datastore-folder=" + data,
                                        "--metrics-token-file=" + metrics,
                                        "--no-warm-up"),
                                List.of(words).stream())
                        .toArray(String[]::new));
        Home home = Home.take(options.home);
        GateConfig config = gate.apply(FrontDoor.config(options, Optional.empty()));
        return new RealGateway(folder, share, home, new Gateway(options, home, share, config, pace));
    }

    static RealGateway start(Path folder, String... words) throws IOException {
        return start(folder, UnaryOperator.identity(), words);
    }

    /** As many requests and wrong tokens as a test likes. */
    static GateConfig unlimited(GateConfig config) {
        GateConfig.Rate many = new GateConfig.Rate(1_000_000, 1_000_000, Duration.ofSeconds(1));
        return config.withRates(new GateConfig.Rates(many, many, many, many));
    }

    private static String required(String variable) {
        return Objects.requireNonNull(
                System.getenv(variable), () -> "set " + variable + "; ./atelier test sets up what the tests need");
    }

    Routes routes() {
        return gateway.routes();
    }

    int port() {
        return gateway.port();
    }

    String ownUrl() {
        return gateway.running().url();
    }

    String pageUrl() {
        return gateway.running().page().orElseThrow();
    }

    String token() throws IOException {
        return home.token();
    }

    /** Lets somebody in, as another program that opens the same store. */
    void admit(String person, Role role, String token, Optional<Instant> expires) {
        try (Database database = Database.open(home.folder().resolve("atelier.db"))) {
            People people = new People(database);
            expires.ifPresentOrElse(
                    end -> people.admit(person, role, token, end), () -> people.admit(person, role, token));
        }
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(ownUrl() + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** As the owner. */
    HttpResponse<String> owner(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, "Authorization", "token " + token());
    }

    /** What the owner gets there. */
    byte[] bytes(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ownUrl() + path))
                .header("Authorization", "token " + token())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    void awaitLocal() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> owner("GET", "/readyz", "").statusCode() == 200);
        awaitRunning("local");
    }

    void awaitRunning(String instance) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Json.mapper()
                        .readTree(owner("GET", "/atelier/v1/computes/" + instance, "")
                                .body())
                        .path("state")
                        .asText()
                        .equals("Running"));
    }

    @Override
    public void close() throws IOException {
        try {
            gateway.stopInstances();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gateway.close();
        home.close();
        http.close();
    }
}
