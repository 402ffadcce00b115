package dev.atelier.agent.channel;

import dev.atelier.agent.http.Answer;
import dev.atelier.agent.http.Request;
import dev.atelier.agent.http.Router;
import dev.atelier.agent.http.Upgrade;
import dev.atelier.agent.kernel.Kernel;
import dev.atelier.agent.kernel.Kernels;
import dev.atelier.agent.kernel.LaunchRequest;
import dev.atelier.api.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Jupyter's routes for kernelspecs and kernels, and the numbered channels. */
public final class KernelRoutes {
    private static final String SUBPROTOCOL = "v1.numbered.atelier.dev";
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Map<String, String> TYPES = Map.of(
            "png",
            "image/png",
            "svg",
            "image/svg+xml",
            "js",
            "text/javascript",
            "css",
            "text/css",
            "jpg",
            "image/jpeg");

    private final Kernels kernels;
    private final Gaps gaps = new Gaps();
    private final AtomicLong arrivals = new AtomicLong();

    public KernelRoutes(Kernels kernels) {
        this.kernels = kernels;
    }

    /** Longer than it takes to end a kernel that does not answer. */
    private static final Duration ENDING = Duration.ofSeconds(30);

    private record Start(
            Optional<String> name,

            @com.fasterxml.jackson.annotation.JsonProperty("kernel_id")
            Optional<String> kernelId,

            Optional<String> path,
            Optional<String> cwd,
            Optional<Map<String, String>> env,

            @com.fasterxml.jackson.annotation.JsonProperty("wait_seconds")
            Optional<Double> waitSeconds) {

        LaunchRequest launch(String defaultName) {
            return new LaunchRequest(name.orElse(defaultName), path, cwd, env.orElse(Map.of()));
        }

        /** Without a wish, until the kernel has answered or is ended for not answering. */
        Duration patience(LaunchRequest launch) {
            Duration toItsEnd = launch.timeout().plus(ENDING);
            return waitSeconds
                    .map(s -> Duration.ofMillis(Math.clamp((long) (s * 1000), 0, toItsEnd.toMillis())))
                    .orElse(toItsEnd);
        }
    }

    public void addTo(Router router) {
        router.on(
                        "GET",
                        "/api/kernelspecs",
                        request -> Answer.json(200, kernels.specs().model()))
                .on("GET", "/api/kernelspecs/{name}", this::spec)
                .on("GET", "/kernelspecs/{name}/{file}", this::resource)
                .on(
                        "GET",
                        "/api/kernels",
                        request -> Answer.json(
                                200, kernels.all().stream().map(Kernel::model).toList()))
                .on("POST", "/api/kernels", this::start)
                .on(
                        "GET",
                        "/api/kernels/{id}",
                        request -> Answer.json(200, kernel(request).model()))
                .on(
                        "GET",
                        "/api/kernels/{id}/executions",
                        request -> Answer.json(200, kernel(request).executions()))
                .on("DELETE", "/api/kernels/{id}", this::delete)
                .on("POST", "/api/kernels/{id}/interrupt", this::interrupt)
                .on("POST", "/api/kernels/{id}/restart", this::restart)
                .onSocket("/api/kernels/{id}/channels", this::channels);
    }

    private Answer spec(Request request) {
        return Answer.json(200, kernels.specs().find(request.variable("name")).model());
    }

    private Answer resource(Request request) {
        String file = request.variable("file");
        Path found = kernels.specs().find(request.variable("name")).resources().values().stream()
                .filter(resource -> resource.getFileName().toString().equals(file))
                .findFirst()
                .orElseThrow(() -> Problem.of(404, "unknown-resource", "This kernelspec has no file \"" + file + "\".")
                        .asException());
        try {
            String extension = file.substring(file.lastIndexOf('.') + 1);
            return Answer.bytes(TYPES.getOrDefault(extension, "application/octet-stream"), Files.readAllBytes(found));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer start(Request request) throws InterruptedException {
        Start wanted = request.json(Start.class);
        LaunchRequest launch = wanted.launch(kernels.specs().defaultName());
        Kernel kernel = kernels.start(
                wanted.kernelId().orElseGet(() -> UUID.randomUUID().toString()), launch, wanted.patience(launch));
        return Answer.created("/api/kernels/" + kernel.id(), kernel.model());
    }

    private Answer delete(Request request) throws InterruptedException {
        kernels.delete(request.variable("id"));
        return Answer.empty(204);
    }

    private Answer interrupt(Request request) {
        kernel(request).interrupt();
        return Answer.empty(204);
    }

    private Answer restart(Request request) throws InterruptedException {
        Kernel kernel = kernel(request);
        kernel.restart();
        return Answer.json(200, kernel.model());
    }

    private Upgrade channels(Request request) throws InterruptedException {
        Kernel kernel = kernel(request);
        kernel.awaitSettled(READY);
        String session = request.parameter("session_id")
                .filter(id -> !id.isEmpty())
                .orElseGet(() -> UUID.randomUUID().toString());
        long arrival = arrivals.incrementAndGet();
        return new Upgrade(
                Optional.of(SUBPROTOCOL),
                socket -> new ChannelConnection(kernel, session, arrival, socket, gaps).open());
    }

    private Kernel kernel(Request request) {
        return kernels.find(request.variable("id"));
    }
}
