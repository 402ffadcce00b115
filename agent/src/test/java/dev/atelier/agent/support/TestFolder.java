package dev.atelier.agent.support;

import dev.atelier.agent.config.AgentConfig;
import dev.atelier.agent.config.PrivateFiles;
import dev.atelier.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The folders and the configuration of one instance under test. */
public final class TestFolder {
    public static final String SECRET = "a secret of sixteen or more";

    private final Path root;
    private final Map<String, Object> extra = new HashMap<>();

    public TestFolder(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(share());
        Files.createDirectories(kernels());
        PrivateFiles.folder(state());
        kernelspec(
                "python3",
                Map.of(
                        "argv",
                        List.of("python", "-m", "ipykernel_launcher", "-f", "{connection_file}"),
                        "display_name",
                        "Python 3",
                        "language",
                        "python"));
    }

    public Path share() {
        return root.resolve("share");
    }

    public Path state() {
        return root.resolve("state");
    }

    public Path kernels() {
        return root.resolve("kernels");
    }

    public TestFolder with(String key, Object value) {
        extra.put(key, value);
        return this;
    }

    public void kernelspec(String name, Map<String, ?> spec) throws IOException {
        Path folder = Files.createDirectories(kernels().resolve(name));
        Files.writeString(folder.resolve("kernel.json"), Json.write(spec));
    }

    public Path configFile() throws IOException {
        Map<String, Object> config = new HashMap<>(Map.of(
                "instance", "test",
                "secret", SECRET,
                "state", state().toString(),
                "share", share().toString(),
                "scratch", root.resolve("scratch").toString(),
                "python", Pythons.prefix().toString(),
                "kernelPath", List.of(kernels().toString()),
                // Not the start-up files of whoever runs the tests: they may wait for locks, and read what is typed.
                "environment", Map.of("HOME", root.toString())));
        config.putAll(extra);
        Path file = root.resolve("agent-config.json");
        PrivateFiles.replace(file, Json.write(config));
        return file;
    }

    public AgentConfig config() throws IOException {
        return AgentConfig.read(configFile());
    }
}
