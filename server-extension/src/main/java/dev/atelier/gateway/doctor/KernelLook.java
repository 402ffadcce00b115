package dev.atelier.gateway.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.gateway.link.AgentAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether there are kernels to start, and the Python one starts and is reached through a WebSocket: an agent accepts one only
 * when the kernel has answered. The kernel is ended afterwards; nobody's list shows it.
 */
record KernelLook(Patient patient, HttpClient http) implements Examination.Look {
    static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofSeconds(45);
    private static final Duration OPEN = Duration.ofSeconds(10);

    @Override
    public Finding look() throws IOException, InterruptedException {
        JsonNode specs =
                patient.agent().get("/api/kernelspecs").as(JsonNode.class).path("kernelspecs");
        List<String> names =
                specs.propertyStream().map(Map.Entry::getKey).sorted().toList();
        Optional<String> python = specs.propertyStream()
                .filter(spec ->
                        spec.getValue().path("spec").path("language").asText().equals("python"))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
        if (python.isEmpty()) {
            return Finding.failed(
                    "There is no Python kernel; there are: " + names + ".",
                    "Install one in a terminal there: python -m pip install ipykernel");
        }
        String id = UUID.randomUUID().toString();
        try {
            patient.agent()
                    .call("POST", "/api/kernels", Optional.of(Map.of("name", python.get(), "kernel_id", id)), START);
            open(id);
        } finally {
            end(id);
        }
        return Finding.ok("There are " + String.join(", ", names) + "; " + python.get()
                + " started and answered through a WebSocket.");
    }

    private void open(String id) throws IOException, InterruptedException {
        AgentAddress address = patient.agent().address();
        URI uri = URI.create(address.base().toString().replaceFirst("^http", "ws") + "/api/kernels/" + id
                + "/channels?session_id=doctor");
        try {
            http.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + address.secret())
                    .subprotocols("v1.numbered.atelier.dev")
                    .buildAsync(uri, new WebSocket.Listener() {})
                    .get(OPEN.toSeconds(), TimeUnit.SECONDS)
                    .abort();
        } catch (ExecutionException e) {
            throw new IOException(
                    "No WebSocket to the kernel opens: " + e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("No WebSocket to the kernel opens within " + OPEN.toSeconds() + " s", e);
        }
    }

    /** On a thread of its own: this one may have been told to give up, and the kernel must not stay. */
    private void end(String id) throws InterruptedException {
        Thread.ofVirtual()
                .name("doctor-end")
                .start(() -> {
                    try {
                        patient.agent().call("DELETE", "/api/kernels/" + id, Optional.empty(), START);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (IOException | RuntimeException e) { // it never began, or ends with its instance
                        System.getLogger(KernelLook.class.getName())
                                .log(System.Logger.Level.DEBUG, "the kernel " + id + " cannot be ended", e);
                    }
                })
                .join();
    }
}
