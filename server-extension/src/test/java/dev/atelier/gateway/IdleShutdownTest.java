package dev.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Json;
import dev.atelier.gateway.compute.IdleWatch;
import dev.atelier.gateway.compute.Idleness;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances with real agents, one of them with a cell that runs, and a clock that is put forward. */
class IdleShutdownTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Other programs of this computer compute while the tests run. */
    private static final Idleness WITHOUT_CPU = new Idleness(1_000_000, 2);

    private RealGateway gateway;

    private JsonNode call(String method, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = gateway.owner(method, path, body);
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isEqualTo(status);
        return Json.read(answer.body(), JsonNode.class);
    }

    private JsonNode instance(String name) throws Exception {
        return call("GET", "/atelier/v1/computes/" + name, "", 200);
    }

    private void awaitState(String name, String state) {
        await().atMost(PATIENCE)
                .until(() -> instance(name).path("state").asText().equals(state));
    }

    @Test
    void theIdleOneStopsWithItsWordsAndTheBusyOneDoesNot(@TempDir Path folder) throws Exception {
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
        IdleWatch.Pace pace =
                new IdleWatch.Pace(() -> Instant.now().plus(ahead.get()), Duration.ofMillis(200), WITHOUT_CPU);
        gateway = RealGateway.start(folder, config -> config, pace, "--default-provider=local");
        try {
            gateway.awaitLocal();
            for (String name : new String[] {"quiet", "busy"}) {
                gateway.owner("PUT", "/atelier/v1/computes/" + name, "{\"idle_time_before_shutdown_minutes\":30}");
                awaitState(name, "Running");
            }
            String kernel = call(
                            "POST",
                            "/api/sessions",
                            "{\"path\":\"train.ipynb\",\"type\":\"notebook\",\"name\":\"\","
                                    + "\"kernel\":{\"name\":\"busy.python3\"}}",
                            201)
                    .at("/kernel/id")
                    .asText();
            HttpClient http = HttpClient.newHttpClient();
            try {
                run(http, kernel, "import time\\nwhile True: time.sleep(1)");
                await().atMost(PATIENCE)
                        .until(() -> instance("busy")
                                .at("/idle_shutdown/why")
                                .asText()
                                .equals("kernel train.ipynb is busy"));
                await().atMost(PATIENCE)
                        .until(() ->
                                instance("quiet").at("/idle_shutdown/stops_on").isTextual());
                ahead.set(Duration.ofMinutes(31));
                awaitState("quiet", "Stopped");
                assertThat(instance("quiet").path("reason").asText())
                        .matches("Idle for 3\\d min: no kernel busy, no job.*\\.");
                assertThat(instance("busy").path("state").asText()).isEqualTo("Running");
                assertThat(instance("busy").at("/idle_shutdown/stops_on").isNull())
                        .isTrue();
                assertThat(instance("local").path("state").asText()).isEqualTo("Running");

                // Once the cell has ended, it is idle as well.
                gateway.owner("POST", "/api/kernels/" + kernel + "/interrupt", "");
                await().atMost(PATIENCE)
                        .until(() ->
                                instance("busy").at("/idle_shutdown/stops_on").isTextual());
                ahead.set(Duration.ofMinutes(90));
                awaitState("busy", "Stopped");
            } finally {
                http.shutdownNow();
            }
        } finally {
            gateway.close();
        }
    }

    private void run(HttpClient http, String kernel, String code) throws Exception {
        String session = UUID.randomUUID().toString();
        WebSocket socket = http.newWebSocketBuilder()
                .header("Authorization", "token " + gateway.token())
                .buildAsync(
                        URI.create(gateway.ownUrl().replace("http", "ws") + "/api/kernels/" + kernel
                                + "/channels?session_id=" + session),
                        new WebSocket.Listener() {})
                .join();
        socket.sendText(
                        "{\"channel\":\"shell\",\"header\":{\"msg_id\":\"1\",\"msg_type\":\"execute_request\","
                                + "\"session\":\"" + session + "\",\"username\":\"\",\"version\":\"5.3\","
                                + "\"date\":\"2026-01-01T00:00:00.000000Z\"},\"parent_header\":{},\"metadata\":{},"
                                + "\"content\":{\"code\":\"" + code + "\",\"silent\":false,\"store_history\":true,"
                                + "\"user_expressions\":{},\"allow_stdin\":false,\"stop_on_error\":true},"
                                + "\"buffers\":[]}",
                        true)
                .join();
    }
}
