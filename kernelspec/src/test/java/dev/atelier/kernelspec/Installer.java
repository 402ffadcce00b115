package dev.atelier.kernelspec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.kernel.message.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line on a folder of the test's own, with jars that nobody runs. */
final class Installer {
    static final String JAR = "atelier-kernelspec.jar";

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    Installer(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("app"));
        jar(JAR, "main");
        jar("kernel-1.jar", "kernel");
    }

    record Result(int exitCode, String out, String err) {}

    /** A jar beside the program. */
    void jar(String name, String content) throws IOException {
        Files.writeString(folder.resolve("app").resolve(name), content);
    }

    void set(String variable, Path value) {
        environment.put(variable, value.toString());
    }

    Result run(String... words) {
        Surroundings surroundings = new Surroundings(
                Map.copyOf(environment),
                "Linux",
                folder.resolve("home"),
                folder,
                Path.of("/jdk/bin/java"),
                folder.resolve("app").resolve(JAR),
                "0.1.0-SNAPSHOT");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = CommandLineTool.run(surroundings, new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Result(exitCode, out.toString(), err.toString());
    }

    /** Without the cache, which only a real kernel can make. */
    Result install(String... words) {
        List<String> all = new ArrayList<>(List.of("install", "--no-aot"));
        all.addAll(List.of(words));
        return run(all.toArray(String[]::new));
    }

    /** The words that start the kernel; empty when no kernelspec is there. */
    static Optional<List<String>> command(Path kernelspec) throws IOException {
        Path file = kernelspec.resolve("kernel.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        json(kernelspec).path("argv").forEach(word -> words.add(word.asText()));
        return Optional.of(words);
    }

    static JsonNode json(Path kernelspec) throws IOException {
        return Json.parse(Files.readString(kernelspec.resolve("kernel.json")));
    }
}
