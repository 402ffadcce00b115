package dev.atelier.magics.compute;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.api.Diagnosis;
import dev.atelier.api.Diagnosis.Check;
import dev.atelier.api.Diagnosis.Outcome;
import dev.atelier.api.Json;
import dev.atelier.api.ProblemException;
import dev.atelier.api.client.Call;
import dev.atelier.api.client.Gateways;
import dev.atelier.api.client.HttpTransport;
import dev.atelier.api.client.Transport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The way that a browser goes: a kernel of the instance, asked through a WebSocket at the address by which the gateway is
 * known here. Only from here is it seen that a proxy on that way passes requests and no WebSockets.
 */
final class FrontDoor {
    private static final String NAME = "front door";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONGEST = 1 << 20;

    private final Gateways.Address gateway;
    private final Transport transport;

    private FrontDoor(Gateways.Address gateway) {
        this.gateway = gateway;
        this.transport = new HttpTransport(gateway.url(), gateway.token());
    }

    static Check look(Gateways.Address gateway, Diagnosis told) throws InterruptedException {
        if (told.failed().contains("agent") || told.failed().contains("kernels")) {
            return new Check(NAME, Outcome.SKIPPED, "A kernel has to start there first.", Optional.empty(), 0);
        }
        long began = System.nanoTime();
        Optional<String> fault = new FrontDoor(gateway).fault(told.compute());
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        return fault.map(what -> new Check(
                        NAME,
                        Outcome.FAILED,
                        what,
                        Optional.of("Let whatever stands before the gateway pass WebSockets on: the headers Upgrade and"
                                + " Connection, and no time limit."),
                        millis))
                .orElseGet(() -> new Check(
                        NAME,
                        Outcome.OK,
                        "A kernel answers through a WebSocket at " + gateway.url() + ".",
                        Optional.empty(),
                        millis));
    }

    private Optional<String> fault(String compute) throws InterruptedException {
        String spec = compute.equals("local") ? "python3" : compute + ".python3";
        try {
            Transport.Response made =
                    transport.send(new Call("POST", "/api/kernels", Map.of(), Json.write(Map.of("name", spec))));
            if (made.status() != 201) {
                return Optional.of("The gateway starts no kernel: " + made.status() + " " + made.body());
            }
            String path = Call.path(
                    "api",
                    "kernels",
                    Json.read(made.body(), JsonNode.class).path("id").asText());
            try {
                return asked(path + "/channels?session_id=doctor");
            } finally {
                transport.send(new Call("DELETE", path, Map.of(), ""));
            }
        } catch (IOException | ProblemException e) {
            return Optional.of("The gateway can't be asked at " + gateway.url() + ": " + e.getMessage());
        }
    }

    private Optional<String> asked(String path) throws InterruptedException {
        Answers answers = new Answers();
        String base = gateway.url().toString().replaceFirst("^http", "ws").replaceFirst("/$", "");
        // The client is not closed: that would wait for the connection's end.
        CompletableFuture<WebSocket> opening = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(PATIENCE)
                .header("Authorization", "token " + gateway.token())
                .buildAsync(URI.create(base + path), answers);
        try {
            WebSocket socket = opening.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            try {
                socket.sendText(question(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                answers.answered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return Optional.empty();
            } finally {
                socket.abort();
            }
        } catch (ExecutionException e) {
            return Optional.of(
                    "Requests get through, but no WebSocket: " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            return Optional.of(
                    opening.isDone()
                            ? "A WebSocket opens, but nothing comes through it within " + PATIENCE.toSeconds() + " s."
                            : "Requests get through, but no WebSocket opens within " + PATIENCE.toSeconds() + " s.");
        }
    }

    private static String question() {
        Map<String, String> header = Map.of(
                "msg_id", UUID.randomUUID().toString(),
                "msg_type", "kernel_info_request",
                "session", "doctor",
                "username", "doctor",
                "date", "",
                "version", "5.3");
        return Json.write(Map.of(
                "channel",
                "shell",
                "header",
                header,
                "parent_header",
                Map.of(),
                "metadata",
                Map.of(),
                "content",
                Map.of(),
                "buffers",
                new String[0]));
    }

    /** Waits for the kernel's answer. */
    private static final class Answers implements WebSocket.Listener {
        private final CompletableFuture<Boolean> answered = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            if (text.length() < LONGEST) {
                text.append(data);
            }
            if (last && text.indexOf("kernel_info_reply") >= 0) {
                answered.complete(true);
            }
            if (last) {
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            answered.completeExceptionally(new IOException("it was closed with " + code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            answered.completeExceptionally(error);
        }
    }
}
