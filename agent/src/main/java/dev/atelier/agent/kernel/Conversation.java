package dev.atelier.agent.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.wire.Channel;
import dev.atelier.agent.wire.HeaderPeek;
import dev.atelier.agent.wire.KernelMessage;
import dev.atelier.agent.wire.OwnMessages;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests of the agent's own on a kernel's shell, and their replies; outputs are nobody's. */
final class Conversation implements AutoCloseable {
    private final Map<String, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final OwnMessages own;
    private final KernelClient client;

    Conversation(ConnectionInfo connection, String identity, OwnMessages own, Path scratch) {
        this.own = own;
        this.client = new KernelClient(
                connection,
                identity,
                scratch,
                batch -> batch.forEach(this::received),
                why -> asked.values().forEach(answer -> answer.completeExceptionally(new IOException(why))));
    }

    /** Whether the kernel answers within this time. */
    boolean begin(Duration patience) throws InterruptedException {
        try {
            ask(own.request(Channel.SHELL, "kernel_info_request"), patience);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The content of the reply. @throws IOException where none comes in time */
    JsonNode ask(KernelMessage request, Duration patience) throws IOException, InterruptedException {
        try {
            return send(request).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("it does not answer within " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    private CompletableFuture<JsonNode> send(KernelMessage request) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(HeaderPeek.at(request.header()).id().orElseThrow(), answer);
        client.send(request);
        return answer;
    }

    private void received(KernelMessage message) {
        if (message.channel() == Channel.SHELL) {
            HeaderPeek.at(message.parentHeader())
                    .id()
                    .flatMap(id -> Optional.ofNullable(asked.remove(id)))
                    .ifPresent(answer -> answer.complete(content(message)));
        }
    }

    private static JsonNode content(KernelMessage message) {
        return Json.read(StandardCharsets.UTF_8.decode(message.content()).toString(), JsonNode.class);
    }

    @Override
    public void close() {
        client.close();
    }
}
