package dev.atelier.agent.support;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.agent.Main;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real agent in a JVM of its own, with the heap that it has in real life. */
public final class AgentProcess implements AutoCloseable {
    private final TestFolder folder;
    private Process process;
    private AgentClient client;

    public AgentProcess(TestFolder folder) throws IOException {
        this.folder = folder;
        start();
    }

    public AgentClient client() {
        return client;
    }

    public long pid() {
        return process.pid();
    }

    public void start() throws IOException {
        Path file = folder.state().resolve("agent.json");
        Files.deleteIfExists(file);
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--config",
                        folder.configFile().toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.state().resolveSibling("agent.log").toFile()))
                .start();
        await("the agent, whose log is " + folder.state().resolveSibling("agent.log"))
                .atMost(Duration.ofSeconds(60))
                .failFast(() -> !process.isAlive())
                .until(() -> Files.exists(file));
        JsonNode written = Json.read(Files.readString(file), JsonNode.class);
        client = new AgentClient(written.get("port").asInt());
    }

    /** As a lack of memory or a crash ends it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        client.close();
    }

    /** As a service manager ends it. */
    public int terminate() throws InterruptedException {
        process.destroy();
        client.close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the agent does not end");
        }
        return process.exitValue();
    }

    /** Ends everything that runs on the instance, and waits for that. */
    public void shutDown() throws IOException, InterruptedException {
        if (process.isAlive()) {
            client.send("POST", "/agent/v1/shutdown", Optional.empty());
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the agent does not end");
            }
        }
        client.close();
    }

    @Override
    public void close() throws IOException {
        try {
            shutDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
